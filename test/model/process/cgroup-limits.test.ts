import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { treeHost } from '../../../src/host/tree.ts'
import { binding, cgroupLimits, cgroupSources, limitShare } from '../../../src/model/process/cgroup-limits.ts'
import { looked } from '../../../src/model/process/looked.ts'
import { effectiveOf } from '../../../src/model/process/scaling-of.ts'
import { stat } from '../../../src/parse/stat.ts'
import { SOME_PROCESSES, snapshotFrom } from '../../snapshot-of.ts'

const made: string[] = []
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true })
})

/** A capture of one process: files the same at both instants, but for what t1 says otherwise. */
async function limitsIn(files: Readonly<Record<string, string>>, later: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'whytop-cgroup-'))
  made.push(folder)
  const pid = '7 (web) S 1 7 7 0 -1 0 0 0 0 0 1 1 0 0 20 0 1 0 100 4096 1 0 0 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0'
  const base = {
    'proc/stat':
      'cpu 1 0 1 1 0 0 0 0 0 0\ncpu0 1 0 1 1 0 0 0 0 0 0\ncpu1 0 0 0 0 0 0 0 0 0 0\ncpu2 0 0 0 0 0 0 0 0 0 0\ncpu3 0 0 0 0 0 0 0 0 0 0\nintr 1\nctxt 1\nbtime 1\nprocesses 1\nprocs_running 1\nprocs_blocked 0\nsoftirq 0\n',
    'proc/7/stat': pid,
    'proc/7/statm': '1 1 0 0 0 0 0',
    'proc/7/cgroup': '0::/pod/web\n',
    'proc/self/mountinfo': '35 24 0:30 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
  }
  for (const [instant, uptime, own] of [
    ['t0', '10.00', {}],
    ['t1', '12.00', later],
  ] as const)
    for (const [path, text] of Object.entries({ ...base, 'proc/uptime': `${uptime} 1.00\n`, ...files, ...own })) {
      const file = join(folder, instant, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
  const snapshot = await snapshotFrom(treeHost(folder), (samples) => ({
    sources: [stat, ...cgroupSources(samples, 7)],
    processes: { ...SOME_PROCESSES, focus: { pid: 7, files: ['cgroup', 'status'] } },
  }))
  const process = looked(snapshot, { pid: 7, start: 100 })
  const limits = cgroupLimits(snapshot.samples, process.value('cgroup'))
  return { limits, effective: effectiveOf(snapshot, process, limits) }
}

const CPU_STAT = (periods: number, throttled: number, usec: number) =>
  `usage_usec 1\nuser_usec 1\nsystem_usec 0\nnr_periods ${periods}\nnr_throttled ${throttled}\nthrottled_usec ${usec}\n`

describe('how near a limit of memory is', () => {
  test('tells what does not give way: a group full of page cache is not near it', async () => {
    const { limits } = await limitsIn({
      'sys/fs/cgroup/pod/web/memory.max': '314572800\n',
      'sys/fs/cgroup/pod/web/memory.current': '314314752\n',
      'sys/fs/cgroup/pod/web/memory.stat': 'anon 356352\ninactive_file 310382592\nactive_file 0\n',
    })
    const [one] = limits.memory
    expect(one).toEqual({ path: '/pod/web', limit: 314572800, used: 314314752, workingSet: 3932160 })
    expect(one && limitShare(one)).toBe(0.0125)
  })

  test('v1 has it with the groups below; more cache than memory was read a moment later', async () => {
    const { limits } = await limitsIn({
      'proc/7/cgroup': '4:memory:/a\n0::/\n',
      'proc/self/mountinfo': '35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n',
      'sys/fs/cgroup/memory/a/memory.limit_in_bytes': '1000\n',
      'sys/fs/cgroup/memory/a/memory.usage_in_bytes': '900\n',
      'sys/fs/cgroup/memory/a/memory.stat': 'inactive_file 1\ntotal_inactive_file 901\n',
    })
    expect(limits.memory[0]?.workingSet).toBe(0)
  })

  test('goes by all that is used where that is all that is told', () => {
    expect(limitShare({ path: '/', limit: 100, used: 90 })).toBe(0.9)
    expect(limitShare({ path: '/', limit: 100, used: null, workingSet: null })).toBeNull()
    expect(limitShare({ path: '/', limit: Number.POSITIVE_INFINITY, used: 90 })).toBe(0)
    expect(limitShare({ path: '/', limit: 0, used: 0 })).toBeNull()
  })
})

describe('cgroupLimits', () => {
  test('v2: the smallest quota and memory limit of the group and those above it bind', async () => {
    const { limits, effective } = await limitsIn(
      {
        'sys/fs/cgroup/pod/web/cpu.max': 'max 100000\n',
        'sys/fs/cgroup/pod/cpu.max': '150000 100000\n',
        'sys/fs/cgroup/pod/cpu.stat': CPU_STAT(100, 10, 1_000_000),
        'sys/fs/cgroup/pod/web/memory.max': '1073741824\n',
        'sys/fs/cgroup/pod/web/memory.current': '1000\n',
        'sys/fs/cgroup/pod/memory.max': '536870912\n',
        'sys/fs/cgroup/pod/memory.current': '268435456\n',
        'sys/fs/cgroup/pod/web/pids.max': 'max\n',
        'sys/fs/cgroup/pod/web/pids.current': '3\n',
      },
      { 'sys/fs/cgroup/pod/cpu.stat': CPU_STAT(120, 15, 1_500_000) },
    )
    expect(effective).toEqual({ cpus: 1.5, by: 'quota', path: '/pod' })
    expect(binding(limits.memory)).toEqual({ path: '/pod', limit: 536870912, used: 268435456, workingSet: null })
    expect(binding(limits.pids)).toBeNull()
    expect(limits.pids).toEqual([{ path: '/pod/web', limit: Number.POSITIVE_INFINITY, used: 3 }])
    expect(limits.throttled.get('/pod')).toEqual({ share: 0.25, time: 0.25 })
    expect(limits.throttled.get('/pod/web')).toEqual({ share: null, time: null })
    expect(limits.missing).toEqual([])
  })

  test('v1: its own file names, −1 for no quota, 2^63 for no limit', async () => {
    const { limits, effective } = await limitsIn({
      'proc/7/cgroup': '4:memory:/a\n3:cpuset:/a\n1:cpu:/a\n0::/\n',
      'proc/self/mountinfo': [
        '32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu',
        '34 31 0:31 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset',
        '35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n',
      ].join('\n'),
      'sys/fs/cgroup/cpu/a/cpu.cfs_quota_us': '-1\n',
      'sys/fs/cgroup/cpu/a/cpu.cfs_period_us': '100000\n',
      'sys/fs/cgroup/cpuset/a/cpuset.effective_cpus': '1-2\n',
      'sys/fs/cgroup/memory/a/memory.limit_in_bytes': '9223372036854771712\n',
      'sys/fs/cgroup/memory/a/memory.usage_in_bytes': '4096\n',
    })
    expect(effective).toEqual({ cpus: 2, by: 'cpuset', path: null })
    expect(limits.quotas).toEqual([{ path: '/a', quotaUs: Number.POSITIVE_INFINITY, periodUs: 100000 }])
    expect(binding(limits.memory)).toBeNull()
  })

  test('no cgroup files at all limit nothing', async () => {
    const { limits, effective } = await limitsIn({})
    expect(effective).toEqual({ cpus: 4, by: 'online', path: null })
    expect([limits.quotas, limits.memory, limits.pids, limits.missing]).toEqual([[], [], [], []])
  })

  test('what cannot be understood is told, not taken for no limit', async () => {
    const { limits } = await limitsIn({ 'sys/fs/cgroup/pod/web/memory.max': 'lots\n' })
    expect(limits.missing.map(({ missing, source }) => [missing, source])).toEqual([
      ['malformed', '/sys/fs/cgroup/pod/web/memory.max'],
    ])
  })
})
