import { expect, test } from 'vitest'
import { losses } from '../../../src/model/tcp/losses.ts'
import { TCP } from '../../../src/parse/net/tcp-state.ts'
import { tableOf } from './tables.ts'

type Told = readonly [cookie: number, remote: string, sent: number, again: number]

function table(rows: readonly Told[]) {
  const made = tableOf(
    rows.map(([, remote, bytesSent, bytesRetrans]) => ({
      state: TCP.ESTAB,
      localPort: 1,
      remote,
      info: { bytesSent, bytesRetrans },
    })),
  )
  made.info?.has.fill(2)
  return { ...made, cookie: Float64Array.from(rows, ([cookie]) => cookie) }
}

test('by peer, over the connections that are still there and those that are new', () => {
  const before = table([
    [1, '10.0.0.1', 1000, 500],
    [9, '10.0.0.1', 7000, 7000],
  ])
  const after = table([
    [2, '10.0.0.2', 100, 0],
    [3, '10.0.0.1', 300, 30],
    [1, '10.0.0.1', 2000, 600],
  ])
  const found = losses(before, after, 10)
  expect(found).toMatchObject([{ row: 1, sent: 130, again: 13, share: 0.1 }])
})

test('loopback loses nothing', () => {
  const lo = (sent: number) => table([[1, '127.0.0.1', sent, sent / 2]])
  expect(losses(lo(0), lo(100), 1)).toEqual([])
})

test('nobody can tell without bytes', () => {
  const told = table([[1, '10.0.0.1', 1, 1]])
  expect(losses(told, { ...told, info: null }, 1)).toBeNull()
})
