import { describe, expect, test } from 'vitest'
import { quotaSources, quotas } from '../../../src/model/cgroups/throttling.ts'
import { missingFrom } from '../../../src/sample/missing.ts'
import type { Sample } from '../../../src/sample/sample.ts'
import type { Reading } from '../../../src/source.ts'

type Files = Readonly<Record<string, string>>

const AT = '/sys/fs/cgroup'
/** Seconds between two looks of the rule while something happens. */
const BEAT = 2

/** What the rule has after each look, as a machine changes beneath it; `read`: how often each file was. */
function looks(machine: (second: number) => Files, until: number) {
  const read = new Map<string, number[]>()
  let before: Sample | null = null
  const seen: { readonly second: number; readonly quotas: ReturnType<typeof quotas> }[] = []
  for (let second = 0; second <= until; second += BEAT) {
    const files = machine(second)
    const values = new Map<string, Reading<unknown>>()
    for (const { path, parse, every } of quotaSources(before && { after: before, before: null })) {
      const last: Reading<unknown> | undefined = before?.files.get(path)
      const isFresh = last && 'at' in last && second - last.at / 1e9 < every
      if (!isFresh) read.set(path, [...(read.get(path) ?? []), second])
      const text = files[path]
      const now = () =>
        text === undefined ? missingFrom(path, 'ENOENT') : { value: parse(Buffer.from(text)), at: second * 1e9 }
      values.set(path, isFresh ? last : now())
    }
    const after: Sample = { at: second * 1e9, files: values, processes: null }
    seen.push({ second, quotas: quotas({ after, before }) })
    before = after
  }
  return { seen, read }
}

const stat = (second: number) =>
  `usage_usec ${second * 200_000}\nuser_usec 0\nsystem_usec 0\nnr_periods ${second * 10}\nnr_throttled ${second * 10}\nthrottled_usec ${second * 800_000}\n`

/** A group `new` that is made 10 s after the start, and runs into its quota from then on. */
function v2(second: number, stall = 0): Files {
  const isThere = second >= 10
  return {
    '/proc/self/mountinfo': `30 23 0:26 / ${AT} rw - cgroup2 cgroup2 rw\n`,
    '/proc/pressure/cpu': `some avg10=${stall.toFixed(2)} avg60=0.00 avg300=0.00 total=0\n`,
    [`${AT}/`]: `cgroup.procs\ncpu.stat\nold\n${isThere ? 'new\n' : ''}`,
    [`${AT}/cgroup.stat`]: `nr_descendants ${isThere ? 2 : 1}\nnr_dying_descendants 0\n`,
    [`${AT}/old/`]: 'cgroup.procs\ncpu.max\ncpu.stat\n',
    [`${AT}/old/cpu.max`]: 'max 100000\n',
    ...(isThere && {
      [`${AT}/new/`]: 'cgroup.procs\ncpu.max\ncpu.stat\n',
      [`${AT}/new/cpu.max`]: '20000 100000\n',
      [`${AT}/new/cpu.stat`]: stat(second - 10),
    }),
  }
}

function v1(second: number): Files {
  const isThere = second >= 10
  const folder = `${AT}/cpu/new`
  return {
    '/proc/self/mountinfo': `31 23 0:27 / ${AT}/cpu rw - cgroup cgroup rw,cpu\n`,
    '/proc/cgroups': `#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t2\t${isThere ? 2 : 1}\t1\n`,
    [`${AT}/cpu/`]: `cgroup.procs\ntasks\n${isThere ? 'new\n' : ''}`,
    ...(isThere && {
      [`${folder}/`]: 'cgroup.procs\ncpu.cfs_quota_us\ncpu.cfs_period_us\ncpu.stat\n',
      [`${folder}/cpu.cfs_quota_us`]: '20000\n',
      [`${folder}/cpu.cfs_period_us`]: '100000\n',
      [`${folder}/cpu.stat`]: `nr_periods ${(second - 10) * 10}\nnr_throttled ${(second - 10) * 10}\nthrottled_time ${(second - 10) * 8e8}\n`,
    }),
  }
}

describe('a group that is new', () => {
  test.each([
    ['v2', v2],
    ['v1', v1],
  ] as const)('has its rates at the fourth look after it was made, not half a minute later: %s', (_, machine) => {
    const { seen } = looks(machine, 30)
    const first = seen.find(({ quotas: known }) => known?.some(({ path }) => path === '/new'))
    expect(first?.second).toBeLessThanOrEqual(10 + 3 * BEAT)
    expect(first?.quotas?.[0]?.cpus).toBeCloseTo(0.2)
    expect(first?.quotas?.[0]?.denied).toBeGreaterThan(0.7)
  })

  test('costs nothing while there is none: folders are listed twice a minute', () => {
    const { read } = looks((second) => v2(second < 10 ? second : 9), 28)
    expect(read.get(`${AT}/`)).toEqual([0])
    expect(read.get(`${AT}/cgroup.stat`)?.length).toBeGreaterThan(10)
    expect(read.get(`${AT}/old/cpu.max`)).toHaveLength(1)
  })

  test('is looked for once where all of it has been found', () => {
    const { read } = looks(v2, 28)
    expect(read.get(`${AT}/`)).toEqual([0, 12])
  })
})

/** Of v1 inside of a container, which sees its own groups; the kernel counts those of the whole machine. */
function contained(second: number, count: (second: number) => number): Files {
  const folder = `${AT}/cpu/job`
  return {
    '/proc/self/mountinfo': `31 23 0:27 /docker/x ${AT}/cpu rw - cgroup cgroup rw,cpu\n`,
    '/proc/cgroups': `#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t2\t${count(second)}\t1\n`,
    [`${AT}/cpu/`]: `cgroup.procs\ntasks\njob\n${second >= 10 ? 'new\n' : ''}`,
    [`${folder}/`]: 'cgroup.procs\ncpu.cfs_quota_us\ncpu.cfs_period_us\ncpu.stat\n',
    [`${AT}/cpu/new/`]: 'cgroup.procs\ncpu.cfs_quota_us\ncpu.cfs_period_us\ncpu.stat\n',
  }
}

describe('v1 counts groups of other containers, and some that are removed', () => {
  test('while their number stays no folder is listed again', () => {
    const { read } = looks((second) => contained(Math.min(second, 9), () => 50), 28)
    expect(read.get(`${AT}/cpu/`)).toHaveLength(1)
    expect(read.get(`${AT}/cpu/job/`)).toHaveLength(1)
  })

  test('when it changes they are listed once, and what is new is found', () => {
    const { read } = looks((second) => contained(second, () => (second < 10 ? 50 : 51)), 28)
    expect(read.get(`${AT}/cpu/`)).toEqual([expect.any(Number), 12])
    expect(read.get(`${AT}/cpu/new/`)?.[0]).toBe(14)
  })
})

test('a limit that is set while tasks wait for a CPU is read soon, at rest it has time', () => {
  const late = (stall: number) =>
    looks((second) => ({ ...v2(0, stall), [`${AT}/old/cpu.max`]: second < 8 ? 'max 100000\n' : '20000 100000\n' }), 28)
      .read.get(`${AT}/old/cpu.max`)
      ?.slice(0, 3)
  expect(late(40)?.[2]).toBeLessThanOrEqual(16)
  expect(late(0)).toHaveLength(1)
})
