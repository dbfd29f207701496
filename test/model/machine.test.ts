import { describe, expect, test } from 'vitest'
import { machine } from '../../src/model/machine.ts'
import { PF_KTHREAD } from '../../src/parse/pid/stat.ts'
import type { Process } from '../../src/sample/process.ts'
import { processes, record } from './record.ts'
import { samplesOf, someFacts } from './samples-of.ts'

const own = [record(1, { threads: 3 }), record(2)]
const kernel = record(3, { flags: PF_KTHREAD })

/** Threads that are hidden, where the load average counts so many. */
function hidden(threads: number | null, rows: readonly Process[] | null): number {
  const files: Record<string, string> = threads === null ? {} : { '/proc/loadavg': `0.10 0.10 0.10 1/${threads} 9\n` }
  const { after } = samplesOf(machine.sources, files, null)
  const table = rows && processes(1, rows, [])
  return machine.of({ after: { ...after, processes: table }, before: null }, someFacts).hidden
}

describe('threads that are not listed', () => {
  test('are those the load average counts beyond the ones in sight', () => {
    expect(hidden(124, own)).toBe(120)
  })

  test('are none where kernel threads are in sight: the others came or went between two looks', () => {
    expect(hidden(124, [...own, kernel])).toBe(0)
  })

  test('are none where it is a few: lxcfs counts what a container has', () => {
    expect(hidden(23, own)).toBe(0)
    expect(hidden(24, own)).toBe(20)
    expect(hidden(2, own)).toBe(0)
  })

  test('are not known without a list or without the load average', () => {
    expect(hidden(124, null)).toBe(0)
    expect(hidden(null, own)).toBe(0)
  })
})
