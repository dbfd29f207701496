import { expect, test } from 'vitest'
import { sleptFor } from '../../src/model/slept.ts'
import type { Sample } from '../../src/sample/sample.ts'

const sample = (at: number, uptime: number): Sample => ({
  at: at * 1e9,
  files: new Map([['/proc/uptime', { at: at * 1e9, value: { uptime, idle: 0 } }]]),
  processes: null,
})

test('a machine that slept is older than its clock has run', () => {
  expect(sleptFor({ before: sample(10, 100), after: sample(12, 102) })).toBeNull()
  expect(sleptFor({ before: sample(10, 100), after: sample(12, 3702) })).toBe(3600)
  expect(sleptFor({ before: sample(10, 100), after: sample(72, 162) })).toBeNull()
})

test('the first sample, or one without an uptime, tells nothing', () => {
  expect(sleptFor({ before: null, after: sample(12, 102) })).toBeNull()
  expect(sleptFor({ before: sample(10, 100), after: { at: 12e9, files: new Map(), processes: null } })).toBeNull()
})
