import { expect, test } from 'vitest'
import { PF_KTHREAD } from '../../src/parse/pid/stat.ts'
import { type Tally, tallied } from '../../src/sample/tally.ts'
import { record } from '../model/record.ts'

const ROWS = [
  record(1, {}),
  record(2, { state: 'I', flags: PF_KTHREAD }),
  record(3, { state: 'D', threads: 4 }),
  record(4, { state: 'Z', threads: 0 }),
]

test('threads, states and kernel threads', () => {
  const { isKernel, ...counts } = tallied(ROWS, null, NONE)
  expect(counts).toEqual({ threads: 6, kernelThreads: 1, states: { R: 0, D: 1, T: 0, t: 0, Z: 1 } })
  expect([...isKernel]).toEqual([0, 1, 0, 0])
})

test('what is counted again comes to what a count of all comes to', () => {
  const later = [
    record(1, { state: 'R', threads: 2 }),
    ROWS[1],
    record(3, { state: 'S' }),
    record(4, { flags: PF_KTHREAD }),
  ]
  const rows = later as typeof ROWS
  const before: Tally = tallied(ROWS, null, NONE)
  const after = tallied(rows, { rows: ROWS, tally: before }, Uint8Array.of(1, 0, 1, 1))
  expect(after).toEqual(tallied(rows, null, NONE))
  expect([...before.isKernel]).toEqual([0, 1, 0, 0])
})

test('while no kernel thread came or went the marks stay the same array', () => {
  const before = tallied(ROWS, null, NONE)
  expect(tallied(ROWS, { rows: ROWS, tally: before }, Uint8Array.of(1, 1, 1, 1)).isKernel).toBe(before.isKernel)
})

const NONE = new Uint8Array(0)
