import { expect, test } from 'vitest'
import type { Process } from '../../src/sample/process.ts'
import { Sweep } from '../../src/sample/sweep.ts'
import { record } from '../model/record.ts'

const known = (pid: number): Process => record(pid, {}, { more: { cmdline: { at: 1, value: ['sh'] } } })

test('while nothing is wanted of everybody, command lines of those nobody sees, a few a tick; kernel threads have none', () => {
  const sweep = new Sweep(false)
  const rows = [record(2, { vsize: 0 }), ...Array.from({ length: 10 }, (_, i) => record(10 + i))]
  expect(sweep.next(rows, [], 1, true).map(({ pid }) => pid)).toEqual([10, 11, 12, 13, 14, 15, 16, 17])
  expect(sweep.next(rows, [], 2, true).map(({ pid }) => pid)).toEqual([18, 19])
  expect(sweep.next(rows, [], 3, false)).toEqual([])
})

test('once all of them are known, who came since is looked for in so many ticks', () => {
  const sweep = new Sweep(false)
  const asked = (rows: readonly Process[], tick: number) => sweep.next(rows, [], tick, true).map(({ pid }) => pid)
  expect(asked([known(10), known(11)], 1)).toEqual([])
  const grown = [known(10), known(11), record(12)]
  expect(asked(grown, 2)).toEqual([])
  expect(asked(grown, 32)).toEqual([])
  expect(asked(grown, 33)).toEqual([12])
})

test('what is wanted of everybody waits for no such turn', () => {
  const sweep = new Sweep(false)
  sweep.next([known(10)], [], 1, true)
  expect(sweep.next([known(10), record(12)], ['cmdline'], 2, true).map(({ pid }) => pid)).toEqual([12])
})
