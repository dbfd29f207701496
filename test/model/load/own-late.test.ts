import { expect, test } from 'vitest'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { OWN_LATE, ownLateness, ownSchedstat, unaccounted } from '../../../src/model/load/own-late.ts'
import type { Sample } from '../../../src/sample/sample.ts'

const sample = (wait: number, slices = 5): Sample => ({
  at: 0,
  files: new Map([[ownSchedstat.path, { at: 0, value: { run: 1, wait: wait * 1e6, slices } }]]),
  processes: null,
})
const left = (late: number, worked: number, waited: number) =>
  unaccounted({ before: sample(100), after: sample(100 + waited) }, { late: late / 1000, worked: worked / 1000 }) * 1000

test('what is late is first looked for in this machine: its queue, and its own work', () => {
  expect(left(31, 0, 30.5)).toBeCloseTo(0.5)
  expect(left(31, 20, 0)).toBeCloseTo(11)
  expect(left(5, 3, 30)).toBe(0)
})

test('is not known without schedstat, with sched_info off, and at the first look', () => {
  const bare: Sample = { at: 0, files: new Map(), processes: null }
  const slept = { late: 1, worked: 0 }
  expect(unaccounted({ before: bare, after: sample(1) }, slept)).toBeNaN()
  expect(unaccounted({ before: sample(0, 0), after: sample(0, 0) }, slept)).toBeNaN()
  expect(unaccounted({ before: null, after: sample(1) }, slept)).toBeNaN()
})

test('what is hardly late needs no schedstat, but a look before this one', () => {
  const bare: Sample = { at: 0, files: new Map(), processes: null }
  const of = (late: number, before: Sample | null = bare) =>
    unaccounted({ before, after: bare }, { late, worked: 0.0002 })
  expect(of(0.0009)).toBeCloseTo(0.0007)
  expect(of(-0.002)).toBe(0)
  expect(of(0.0013)).toBeNaN()
  expect(of(0.0009, null)).toBeNaN()
})

test('over the last minute of looks; what was not known is no look', () => {
  const of = (values: readonly number[]) => ownLateness({ ...NO_HISTORY, series: new Map([[OWN_LATE, values]]) }, 0.01)
  expect(of([0.01, Number.NaN, 0.009])).toEqual({ looks: 2, late: 1, most: 0.01 })
  expect(of([0.5, ...Array(60).fill(0)])).toEqual({ looks: 60, late: 0, most: 0 })
  expect(of([Number.NaN])).toBeNull()
  expect(ownLateness(NO_HISTORY, 0.01)).toBeNull()
})
