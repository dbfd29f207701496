import { describe, expect, test } from 'vitest'
import { loadD } from '../../../src/findings/load-d.ts'
import type { HostFacts } from '../../../src/host/host.ts'
import { NO_HISTORY, withPoint } from '../../../src/model/history.ts'
import { mayBeStuck, stuckThreads } from '../../../src/model/load/stuck.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { loadavg } from '../../../src/parse/loadavg.ts'
import { parseStat, stat } from '../../../src/parse/stat.ts'
import type { Sample } from '../../../src/sample/sample.ts'
import type { Reading } from '../../../src/source.ts'
import { SOME_PROCESSES, snapshotOf } from '../../snapshot-of.ts'

/** expected: which threads of the captured machine are in D, by ps. */
test('the captured machine: programs in D, kernel threads left out', async () => {
  const dear = loadD.dear?.(null)
  const snapshot = await snapshotOf('load-d', {
    sources: [...loadD.sources(null), ...(dear?.sources ?? [])],
    processes: { ...SOME_PROCESSES, ...dear?.processes },
  })
  const found = stuckThreads(snapshot) ?? []
  expect(found.length).toBeGreaterThan(2)
  expect(found.every(({ thread }) => thread.look.state === 'D' && (thread.look.flags & 0x00200000) === 0)).toBe(true)
  expect(found.filter(({ isVfork }) => isVfork).map(({ thread }) => thread.wchan)).toEqual(
    found.filter(({ thread }) => /kernel_clone|do_fork/.test(thread.wchan ?? '')).map(({ thread }) => thread.wchan),
  )
  expect(mayBeStuck(snapshot)).toBe(true)
})

describe('the load average tells of threads that sleep in D but for I/O', () => {
  const S = 1e9
  const sample = (at: number, load1: number, running = 1): Sample => ({
    at: at * S,
    files: new Map<string, Reading<unknown>>([
      [loadavg.path, { at: at * S, value: { load1, load5: 0, load15: 0, running, threads: 100, lastPid: 1 } }],
      [stat.path, { at: at * S, value: parseStat(Buffer.from(`${STAT}procs_running ${running}\nprocs_blocked 0\n`)) }],
    ]),
    processes: null,
  })
  const STAT = `cpu  1 0 1 1 0 0 0 0 0 0\n${[0, 1, 2, 3].map((cpu) => `cpu${cpu} 1 0 1 1 0 0 0 0 0 0\n`).join('')}intr 1\nctxt 1\nbtime 1\nprocesses 1\n`
  const sees = (before: Sample | null, after: Sample, history = NO_HISTORY) =>
    mayBeStuck(new Snapshot({ after, before }, { clocks: false } as HostFacts, history))

  test('while nothing is known of it they are looked at', () => {
    expect(sees(null, sample(10, 0))).toBe(true)
    expect(sees(sample(10, 3), sample(11, 3))).toBe(true)
  })

  test('one step tells how many counted', () => {
    expect(sees(sample(10, 1), sample(11, 1.08 * 1))).toBe(true)
    expect(sees(sample(10, 1), sample(11, 0.92))).toBe(false)
  })

  test('one that is high and falls tells of what was', () => {
    expect(sees(sample(10, 500), sample(11, 459.97))).toBe(false)
    expect(sees(sample(10, 500), sample(40, 303))).toBe(false)
  })

  test('where no step was taken between two looks it goes by the last seconds', () => {
    const past = (load1: number) => withPoint(NO_HISTORY, 1 * S, new Map([['load1', load1]]))
    expect(sees(sample(10, 500), sample(11, 500), past(600))).toBe(false)
    expect(sees(sample(10, 3), sample(11, 3), past(3))).toBe(true)
    expect(sees(sample(10, 1), sample(11, 1), past(1))).toBe(false)
    // Too long ago.
    expect(sees(sample(30, 1), sample(31, 1), past(1))).toBe(true)
  })

  test('over many steps: a few that are stuck for long, also where there are more CPUs', () => {
    expect(sees(sample(10, 3), sample(130, 3))).toBe(true)
    expect(sees(sample(10, 1), sample(130, 1))).toBe(false)
  })
})
