import { expect, test } from 'vitest'
import { busiestProcess } from '../../../src/model/load/busiest-process.ts'
import { processes, record } from '../record.ts'

/** CPU clocks in seconds by pid. */
function probe(at: number, clocks: Readonly<Record<number, number>>) {
  const rows = Object.keys(clocks).map((pid) => record(Number(pid)))
  return processes(
    at,
    rows,
    Object.values(clocks).map((clock) => clock * 1e9),
  )
}

test('CPUs of the process that used most, over the time between the probes', () => {
  const used = busiestProcess(probe(1, { 1: 7, 5: 100, 9: 3 }), probe(6, { 1: 7.5, 5: 104.75, 9: 3 }))
  expect(used).toBeCloseTo(0.95)
})

test('who came between is not counted with all it ever used, nor who went', () => {
  const used = busiestProcess(probe(1, { 1: 7, 5: 100 }), probe(2, { 1: 7.25, 6: 90 }))
  expect(used).toBeCloseTo(0.25)
})

test('a clock that is not known, or began anew, is no growth', () => {
  expect(busiestProcess(probe(1, { 1: 7, 5: Number.NaN }), probe(2, { 1: 7, 5: 90 }))).toBe(0)
  expect(busiestProcess(probe(1, { 1: 7, 5: 90 }), probe(2, { 1: 7, 5: 1 }))).toBe(0)
})

test('of no process, and of one and the same probe, there is nothing to say', () => {
  expect(busiestProcess(probe(1, { 1: 7 }), probe(2, { 2: 7 }))).toBeNull()
  expect(busiestProcess(probe(1, { 1: 7 }), probe(1, { 1: 8 }))).toBeNull()
})
