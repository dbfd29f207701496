import { expect, test } from 'vitest'
import { hasSlept } from '../../src/model/slept.ts'
import type { Sample } from '../../src/sample/sample.ts'

const sample = (at: number, uptime: number): Sample => ({
  at: at * 1e9,
  files: new Map([['/proc/uptime', { at: at * 1e9, value: { uptime, idle: 0 } }]]),
  processes: null,
})

test('a machine that slept is older than its clock has run', () => {
  expect(hasSlept({ before: sample(10, 100), after: sample(12, 102) })).toBe(false)
  expect(hasSlept({ before: sample(10, 100), after: sample(12, 3702) })).toBe(true)
  expect(hasSlept({ before: sample(10, 100), after: sample(72, 162) })).toBe(false)
})

test('the first sample, or one without an uptime, tells nothing', () => {
  expect(hasSlept({ before: null, after: sample(12, 102) })).toBe(false)
  expect(hasSlept({ before: sample(10, 100), after: { at: 12e9, files: new Map(), processes: null } })).toBe(false)
})
