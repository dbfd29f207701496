import { expect, test } from 'vitest'
import { listenersOf } from '../../../src/model/tcp/listeners.ts'
import { TCP } from '../../../src/parse/net/tcp-state.ts'
import { tableOf } from './tables.ts'

test('full is more than its maximum: the queue holds one more', () => {
  const of = (rqueue: number) => listenersOf(tableOf([{ state: TCP.LISTEN, localPort: 80, rqueue, wqueue: 3 }]))[0]
  expect(of(3)).toMatchObject({ queue: 3, most: 3, full: false, share: 0.75 })
  expect(of(4)).toMatchObject({ queue: 4, full: true, share: 1 })
})

test('half open connections go to the listener of their address, or of every address', () => {
  const half = (local: string) => ({ state: TCP.SYN_RECV, local, localPort: 80, remote: '10.9.9.9', remotePort: 5 })
  const found = listenersOf(
    tableOf([
      { state: TCP.LISTEN, local: '10.0.0.1', localPort: 80, wqueue: 5 },
      { state: TCP.LISTEN, local: '0.0.0.0', localPort: 443, wqueue: 5 },
      half('10.0.0.1'),
      half('10.0.0.1'),
      half('10.0.0.2'),
      { ...half('10.0.0.2'), localPort: 443 },
    ]),
  )
  expect(found.map(({ row, synRecv }) => [row, synRecv])).toEqual([
    [0, 2],
    [1, 1],
  ])
})

test('/proc/net/tcp does not tell the maximum', () => {
  const [only] = listenersOf(tableOf([{ state: TCP.LISTEN, localPort: 80, rqueue: 9 }], 'proc'))
  expect(only).toMatchObject({ queue: 9, most: null, full: false, share: null })
})

test('what it dropped, where that was told', () => {
  const table = tableOf([
    { state: TCP.LISTEN, localPort: 80 },
    { state: TCP.LISTEN, localPort: 81 },
  ])
  const drops = new Map([[1, 7]])
  const found = listenersOf({ ...table, drops }).map(({ row, drops }) => [row, drops])
  expect(found.sort()).toEqual([
    [0, null],
    [1, 7],
  ])
  expect(listenersOf(table)[0]?.drops).toBeNull()
})
