import { expect, test } from 'vitest'
import { isClear } from '../../src/findings/rule.ts'
import { swapIdle } from '../../src/findings/swap-idle.ts'
import { clear, lookAt, meminfoOf, notEvaluable, pairs, seen } from './looks.ts'

const still = pairs({ pswpin: 10, pswpout: 10 })
const machine = (free: number, vmstat = still) => ({
  '/proc/meminfo': meminfoOf({ SwapTotal: 2048, SwapFree: free, Shmem: 0 }),
  '/proc/vmstat': vmstat,
})

test('it takes five minutes in which nothing moves', () => {
  const look = (kept: number) =>
    lookAt(swapIdle, { was: machine(1000), now: machine(1000), at: 1000, kept: kept * 1e9 })
  clear(look(701))
  expect(seen(look(700))).toMatchObject({ seen: 'info', value: 1048 * 2 ** 20 })
})

test('the time begins anew when something moves', () => {
  const moved = lookAt(swapIdle, {
    was: machine(1000),
    now: machine(1000, pairs({ pswpin: 11, pswpout: 10 })),
    at: 1000,
    kept: 0,
  })
  expect(clear(moved).kept).toBe(1000e9)
  const next = lookAt(swapIdle, { was: machine(1000), now: machine(1000), at: 1001, kept: 1000e9 })
  expect(isClear(next) && next.kept).toBe(1000e9)
})

test('an empty swap is silent, a file that is missing is told', () => {
  clear(lookAt(swapIdle, { was: machine(2048), now: machine(2048), kept: 0 }))
  expect(notEvaluable(lookAt(swapIdle, { now: machine(1000) })).missing).toBe('pending')
  notEvaluable(lookAt(swapIdle, { now: {} }))
})
