import { expect, test } from 'vitest'
import { zreclaim } from '../../src/findings/zreclaim.ts'
import { capturedLook, clear, lookAt, notEvaluable, pairs, seen } from './looks.ts'

const machine = (mode: number, counted: Readonly<Record<string, number>>, nodes = '0-1') => ({
  now: {
    '/proc/sys/vm/zone_reclaim_mode': `${mode}\n`,
    '/sys/devices/system/node/online': `${nodes}\n`,
    '/proc/vmstat': pairs(counted),
  },
})
const NEVER = { zone_reclaim_success: 0, zone_reclaim_failed: 0 }

test('warns once it reclaimed, or where that is not told', () => {
  expect(seen(lookAt(zreclaim, machine(1, { ...NEVER, zone_reclaim_success: 5 }))).seen).toBe('warning')
  expect(seen(lookAt(zreclaim, machine(1, { zone_reclaim_failed: 0 }))).seen).toBe('warning')
  expect(seen(lookAt(zreclaim, machine(1, NEVER))).seen).toBe('info')
  expect(seen(lookAt(zreclaim, machine(1, NEVER))).culprits[0]?.drill).toEqual({ view: 'numa', about: {} })
})

test('off, or without a neighbour, it is silent', () => {
  clear(lookAt(zreclaim, machine(0, NEVER)))
  clear(lookAt(zreclaim, machine(1, NEVER, '0')))
})

test('any bit turns it on', () => {
  for (const mode of [2, 4, 6])
    expect(seen(lookAt(zreclaim, machine(mode, { ...NEVER, zone_reclaim_success: 5 })))).toMatchObject({
      seen: 'warning',
      value: mode,
    })
})

test('it is advice, and needs its files', async () => {
  expect(zreclaim.advice).toBe(true)
  notEvaluable(lookAt(zreclaim, { now: {} }))
  expect(notEvaluable(lookAt(zreclaim, { now: { '/sys/devices/system/node/online': '0-1\n' } })).source).toBe(
    '/proc/sys/vm/zone_reclaim_mode',
  )
  clear(await capturedLook(zreclaim, 'idle-4node'))
})
