import { expect, test } from 'vitest'
import { STATE_MEANS, stateCounts } from '../../../src/model/tcp/states.ts'
import { waitSides } from '../../../src/model/tcp/wait-sides.ts'
import { TCP, TCP_STATES } from '../../../src/parse/net/tcp-state.ts'
import { fixture } from '../../parse/fixture.ts'
import { captured, tableOf } from './tables.ts'

test('captured: every state as ss counted it', () => {
  const counts = new Map<string, number>()
  for (const table of captured('tcp-states/t1'))
    for (const { state, v4, v6 } of stateCounts(table)) counts.set(state, (counts.get(state) ?? 0) + v4 + v6)
  const said = fixture('tcp-states/expected/ss-states.txt').toString().trim().split('\n')
  const ss = said.map((line) => line.trim().split(/\s+/)).map(([n, state]) => [state, Number(n)] as const)
  expect([...counts].filter(([, n]) => n > 0).sort()).toEqual(ss.sort())
})

test('families are told apart, and states of none are there', () => {
  const counts = stateCounts(
    tableOf([
      { state: TCP.ESTAB, localPort: 1 },
      { state: TCP.ESTAB, localPort: 2, family: 6 },
      { state: TCP.LISTEN, localPort: 3, family: 6 },
    ]),
  )
  const of = (name: string) => counts.find(({ state }) => state === name)
  expect(of('ESTAB')).toEqual({ state: 'ESTAB', v4: 1, v6: 1 })
  expect(of('LISTEN')).toEqual({ state: 'LISTEN', v4: 0, v6: 1 })
  expect(of('CLOSING')).toEqual({ state: 'CLOSING', v4: 0, v6: 0 })
})

test('every state has its meaning', () => {
  expect(Object.keys(STATE_MEANS).sort()).toEqual([...TCP_STATES].sort())
})

test('TIME_WAIT by side: at a listening port it was accepted', () => {
  const table = tableOf([
    { state: TCP.LISTEN, localPort: 80 },
    { state: TCP.TIME_WAIT, localPort: 80, remotePort: 40000 },
    { state: TCP.TIME_WAIT, localPort: 40000, remotePort: 80 },
    { state: TCP.TIME_WAIT, localPort: 40001, remotePort: 80 },
    { state: TCP.ESTAB, localPort: 40002, remotePort: 80 },
  ])
  expect(waitSides(table)).toEqual({ client: 2, server: 1 })
})
