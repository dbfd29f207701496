import { expect, test } from 'vitest'
import { inTurn, programs, programsTold } from '../../../src/model/process/in-turn.ts'
import { descriptors } from '../../../src/parse/pid/counts.ts'
import type { Reading } from '../../../src/source.ts'
import { processes, row } from '../load/row.ts'

const at = (second: number) => ({ after: { at: second * 1e9, files: new Map(), processes: null }, before: null })

test('few are all read at once', () => {
  expect(inTurn([1, 2, 3], 3, at(7))).toEqual([1, 2, 3])
})

// Beats of the rules; a machine at rest is looked at once a minute.
test.each([1, 2, 5, 10, 15, 30, 60, 120])('looks that are %i s apart come by all of them, however many', (beat) => {
  for (let count = 1; count <= 400; count += 3) {
    const all = Array.from({ length: count }, (_, i) => i)
    // Hardly more looks than it takes where every turn is a full one.
    const enough = Math.ceil(1.5 * Math.ceil(count / 10)) + 4
    const looks = Array.from({ length: enough }, (_, i) => inTurn(all, 10, at(i * beat)))
    expect(new Set(looks.flat()).size).toBe(count)
    expect(Math.max(...looks.map(({ length }) => length))).toBeLessThanOrEqual(10)
  }
})

test('programs of which something is at hand, by pid: no zombies, nobody who is gone, and no other file', () => {
  const files = new Map<string, Reading<unknown>>([
    ['count:/proc/9/fd', { value: 7, at: 1 }],
    ['/proc/6/fd/', { value: [], at: 1 }],
    ['count:/proc/5/fd', { value: 3, at: 1 }],
    ['count:/proc/7/fd', { value: 4, at: 1 }],
    ['count:/proc/8/fd', { value: 4, at: 1 }],
    ['count:/proc/6/fd', { missing: 'denied', source: 'fd', why: 'no right', remedy: null }],
    ['/proc/stat', { value: null, at: 1 }],
  ])
  const all = processes([5, 6, 7, 9].map((pid) => row({ pid, state: pid === 7 ? 'Z' : 'S' })))
  const samples = { after: { at: 1, files, processes: all }, before: null }
  expect(programsTold(samples, descriptors).map(({ process, value }) => [process.pid, value])).toEqual([
    [5, 3],
    [9, 7],
  ])
  expect(programs(samples).map(({ pid }) => pid)).toEqual([5, 6, 9])
  expect(programs(samples)).toBe(programs(samples))
})
