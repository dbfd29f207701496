import { describe, expect, test } from 'vitest'
import { confinement, confinementSources } from '../../../src/model/system/confinement.ts'
import { meminfo } from '../../../src/parse/meminfo.ts'
import { stat } from '../../../src/parse/stat.ts'
import type { Samples } from '../../../src/sample/sample.ts'
import { samplesOf, someFacts } from '../samples-of.ts'

const CPU = 'cpu  0 0 0 0 0 0 0 0 0 0\ncpu0 0 0 0 0 0 0 0 0 0 0\ncpu1 0 0 0 0 0 0 0 0 0 0\n'
const MACHINE = {
  '/proc/self/cgroup': '0::/\n',
  '/proc/self/mountinfo': '35 24 0:30 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n',
  '/proc/meminfo': 'MemTotal: 1048576 kB\nMemFree: 1 kB\n',
  '/proc/stat': `${CPU}intr 0\nctxt 0\nbtime 1\nprocesses 1\nprocs_running 1\nprocs_blocked 0\n`,
}
const GROUP = '/sys/fs/cgroup'

/** As a session reads it: which files there are is known after the first look. */
function looked(files: Readonly<Record<string, string>>, before: Readonly<Record<string, string>> = {}): Samples {
  const all = { ...MACHINE, ...files }
  const sources = (known: Samples | null) => [...confinementSources(known), meminfo, stat]
  const first = samplesOf(sources(null), all, null)
  const second = samplesOf(sources(first), all, null)
  return samplesOf(sources(second), all, { ...all, ...before })
}

const of = (samples: Samples) => confinement.of(samples, someFacts)

describe('what cgroups allow whytop', () => {
  test('is nothing to say where it is all the machine has', () => {
    expect(of(looked({}))).toBeNull()
    expect(of(looked({ [`${GROUP}/memory.max`]: 'max\n', [`${GROUP}/cpu.max`]: 'max 100000\n' }))).toBeNull()
    expect(of(looked({ [`${GROUP}/memory.max`]: `${2 ** 31}\n` }))).toBeNull()
  })

  test('is the limit of memory and what of it is used', () => {
    const samples = looked({ [`${GROUP}/memory.max`]: '536870912\n', [`${GROUP}/memory.current`]: '268435456\n' })
    expect(of(samples)).toEqual({
      memory: { path: '/', limit: 2 ** 29, used: 2 ** 28, workingSet: null },
      cpu: null,
      pids: null,
    })
  })

  test('is a quota, and how often it was used up', () => {
    const stats = (periods: number, throttled: number) =>
      `usage_usec 1\nuser_usec 1\nsystem_usec 0\nnr_periods ${periods}\nnr_throttled ${throttled}\nthrottled_usec 5\n`
    const after = { [`${GROUP}/cpu.max`]: '150000 100000\n', [`${GROUP}/cpu.stat`]: stats(110, 4) }
    const found = of(looked(after, { [`${GROUP}/cpu.stat`]: stats(100, 2) }))
    expect(found?.cpu).toEqual({ path: '/', cpus: 1.5, throttled: 0.2 })
    expect(of(looked({ [`${GROUP}/cpu.max`]: '200000 100000\n' }))).toBeNull()
  })

  test('threads only where their limit is near: every service has one', () => {
    const of100 = (used: number) => ({ [`${GROUP}/pids.max`]: '100\n', [`${GROUP}/pids.current`]: `${used}\n` })
    expect(of(looked(of100(49)))).toBeNull()
    expect(of(looked(of100(50)))?.pids).toEqual({ path: '/', limit: 100, used: 50 })
  })

  test('is read seldom while there is none', () => {
    const every = (samples: Samples) =>
      confinementSources(samples)
        .filter(({ path }) => path.startsWith(GROUP))
        .map((source) => source.every)
    expect(Math.min(...every(looked({})))).toBe(30)
    const limited = looked({ [`${GROUP}/memory.max`]: '536870912\n' })
    expect([...new Set(every(limited))].sort((a, b) => a - b)).toEqual([0, 5])
  })
})
