import { expect, test } from 'vitest'
import { direct } from '../../src/findings/direct.ts'
import { processes } from '../model/record.ts'
import {
  capturedLook,
  clear,
  holder,
  inCgroup,
  lookAt,
  notEvaluable,
  pairs,
  pressureOf,
  seen,
  zoneinfoOf,
} from './looks.ts'

const at = (stalls: number, full = 0, more = {}) => ({
  '/proc/vmstat': pairs({
    allocstall_dma32: 0,
    allocstall_normal: stalls,
    pgscan_direct: 0,
    pgsteal_direct: 4 * stalls,
  }),
  '/proc/pressure/memory': pressureOf(full, full),
  ...more,
})

test('tells how often, by how much, who has the memory, and which zone lacks it', () => {
  const rows = [holder(7, 'java', 9000, inCgroup('/app')), holder(8, 'sshd', 5)]
  const zoneinfo = zoneinfoOf({ free: 1100 }, { name: 'DMA32', free: 9000 })
  const look = seen(
    lookAt(direct, {
      was: at(0),
      now: at(12, 0, { '/proc/zoneinfo': zoneinfo }),
      processes: processes(1000, rows, [0, 0]),
    }),
  )
  expect(look).toMatchObject({ seen: 'warning', hold: false, value: 12, scope: { nodes: [0] } })
  expect(look.says).toBe(
    'Programs must free memory themselves before they can go on: 12.0 times a second, 192 KiB/s of it. Most memory is held by java 7 in /app.',
  )
  expect(look.evidence.map(({ what, seen: number }) => [what, number])).toContainEqual([
    'free in node 0, zone Normal',
    1100 * 4096,
  ])
  expect(look.culprits[0]).toMatchObject({ kind: 'cgroup', key: '/app' })
})

test('is silent below its exit, and only holds on below its entry', () => {
  clear(lookAt(direct, { was: at(0), now: at(0) }))
  expect(seen(lookAt(direct, { was: at(0), now: at(1), seconds: 2 })).hold).toBe(true)
  expect(seen(lookAt(direct, { was: at(0), now: at(2), seconds: 2 })).hold).toBe(false)
  clear(lookAt(direct, { was: at(0), now: at(1), seconds: 11 }))
})

test('is critical by how often, or when all wait at once', () => {
  expect(seen(lookAt(direct, { was: at(0), now: at(49) })).seen).toBe('warning')
  expect(seen(lookAt(direct, { was: at(0), now: at(50) })).seen).toBe('critical')
  expect(seen(lookAt(direct, { was: at(0), now: at(2, 5) })).seen).toBe('critical')
  expect(seen(lookAt(direct, { was: at(0), now: at(2), limits: { critical: 2 } })).seen).toBe('critical')
})

test('cannot tell without counters, or with one sample', () => {
  expect(notEvaluable(lookAt(direct, { now: {} })).missing).toBe('absent')
  expect(notEvaluable(lookAt(direct, { now: at(5) })).missing).toBe('pending')
  expect(notEvaluable(lookAt(direct, { was: at(5), now: at(1) })).missing).toBeDefined()
})

test('an idle machine has none', async () => {
  clear(await capturedLook(direct, 'idle-4node'))
})
