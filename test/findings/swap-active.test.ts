import { expect, test } from 'vitest'
import { swapActive } from '../../src/findings/swap-active.ts'
import { processes, record } from '../model/record.ts'
import { capturedLook, clear, inCgroup, lookAt, meminfoOf, notEvaluable, pairs, pressureOf, seen } from './looks.ts'

const DISK = '/dev/sda2  partition  2097152  1048576  -2\n'
const ZRAM = '/dev/zram0  partition  2097152  1048576  100\n'

/** Read and written in MB, in a second. */
function machine(into: number, out: number, { areas = DISK, pressure = pressureOf(20), swapTotal = 2048 } = {}) {
  const rest = {
    '/proc/meminfo': meminfoOf({ SwapTotal: swapTotal, SwapFree: 1024 }),
    '/proc/swaps': `Filename Type Size Used Priority\n${areas}`,
    '/proc/pressure/memory': pressure,
  }
  const counted = (at: number) =>
    pairs({ pswpin: (into * 1e6 * at) / 4096, pswpout: (out * 1e6 * at) / 4096, pgmajfault: 100 * at })
  return { was: { '/proc/vmstat': counted(0), ...rest }, now: { '/proc/vmstat': counted(1), ...rest } }
}

test('what comes back delays programs; both ways so much is a circle', () => {
  expect(seen(lookAt(swapActive, machine(2, 1)))).toMatchObject({ seen: 'warning', hold: false })
  expect(seen(lookAt(swapActive, machine(12, 12))).seen).toBe('critical')
  expect(seen(lookAt(swapActive, machine(2, 1, { pressure: pressureOf(20, 5) }))).seen).toBe('critical')
})

test('silent at its limit, and when pages only leave', () => {
  expect(seen(lookAt(swapActive, machine(0.9, 1))).hold).toBe(true)
  clear(lookAt(swapActive, machine(0.19, 1)))
  clear(lookAt(swapActive, machine(0, 50)))
})

test('compressed memory may do ten times as much', () => {
  expect(seen(lookAt(swapActive, machine(5, 5, { areas: ZRAM }))).hold).toBe(true)
  expect(seen(lookAt(swapActive, machine(12, 12, { areas: ZRAM }))).seen).toBe('warning')
  clear(lookAt(swapActive, machine(1.9, 5, { areas: ZRAM })))
})

test('a program that wakes and fetches its pages is told, not warned of', () => {
  expect(seen(lookAt(swapActive, machine(5, 0, { pressure: pressureOf(3) }))).seen).toBe('info')
  expect(seen(lookAt(swapActive, machine(5, 0, { pressure: pressureOf(12) }))).seen).toBe('warning')
})

test('swapoff reads all of it back', () => {
  const look = seen(lookAt(swapActive, machine(200, 0, { swapTotal: 1024 })))
  expect(look).toMatchObject({ seen: 'info' })
  expect(look.says).toContain('swapoff')
})

test('names whose faults they are', () => {
  const [was, now] = [0, 40].map((majflt) => record(9, { comm: 'mysqld', majflt }, { more: inCgroup('/db') }))
  const look = lookAt(swapActive, {
    ...machine(2, 1),
    processes: processes(1000, [now as NonNullable<typeof now>], [1]),
    processesWas: processes(999, [was as NonNullable<typeof was>], [0]),
  })
  expect(seen(look).culprits[0]).toMatchObject({ kind: 'cgroup', key: '/db', share: '40.0 major faults/s' })
})

test('one sample cannot be judged', () => {
  expect(notEvaluable(lookAt(swapActive, { now: machine(5, 5).now })).missing).toBe('pending')
})

test('captured machines: one swaps, one is idle', async () => {
  expect(seen(await capturedLook(swapActive, 'swap-4node')).seen).toBe('critical')
  clear(await capturedLook(swapActive, 'idle-4node'))
})
