import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { treeHost } from '../../../src/host/tree.ts'
import { ioLimitSources, ioLimitUses } from '../../../src/model/cgroups/io-limits.ts'
import { cgroupSources, cgroups } from '../../../src/model/cgroups/model.ts'
import { cgroupSummary, cgroupSummarySources } from '../../../src/model/cgroups/summary.ts'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { parsePidCgroup } from '../../../src/parse/pid/cgroup.ts'
import type { Samples } from '../../../src/sample/sample.ts'
import { bothWant, NO_WANTS } from '../../../src/sample/wants.ts'
import { snapshotFrom, snapshotOf } from '../../snapshot-of.ts'
import { record } from '../record.ts'
import { samplesOf, someFacts } from '../samples-of.ts'

const CPU = '/sys/fs/cgroup/cpu'
const MEMORY = '/sys/fs/cgroup/memory'
const V1 = {
  '/proc/self/mountinfo': [
    `32 31 0:29 / ${CPU} rw - cgroup cgroup rw,cpu,cpuacct`,
    `35 31 0:32 / ${MEMORY} rw - cgroup cgroup rw,memory`,
  ].join('\n'),
  [`${CPU}/`]: 'cpu.stat\nweb\n',
  [`${CPU}/web/`]: 'cpu.stat\ncpu.cfs_quota_us\ncpu.cfs_period_us\ncpuacct.usage\n',
  [`${CPU}/web/cpu.stat`]: 'nr_periods 20\nnr_throttled 5\nthrottled_time 1500000000\n',
  [`${CPU}/web/cpu.cfs_quota_us`]: '50000\n',
  [`${CPU}/web/cpu.cfs_period_us`]: '100000\n',
  [`${CPU}/web/cpuacct.usage`]: '3000000000\n',
  [`${MEMORY}/`]: 'memory.usage_in_bytes\nweb\n',
  [`${MEMORY}/web/`]: 'memory.usage_in_bytes\nmemory.limit_in_bytes\nmemory.stat\nmemory.failcnt\nmemory.oom_control\n',
  [`${MEMORY}/web/memory.usage_in_bytes`]: '1000\n',
  [`${MEMORY}/web/memory.limit_in_bytes`]: '9223372036854771712\n',
  [`${MEMORY}/web/memory.stat`]: 'inactive_file 1\ntotal_inactive_file 300\ntotal_swap 40\n',
  [`${MEMORY}/web/memory.failcnt`]: '7\n',
  [`${MEMORY}/web/memory.oom_control`]: 'oom_kill_disable 0\nunder_oom 0\noom_kill 2\n',
}
const EARLIER = {
  ...V1,
  [`${CPU}/web/cpu.stat`]: 'nr_periods 10\nnr_throttled 1\nthrottled_time 500000000\n',
  [`${CPU}/web/cpuacct.usage`]: '2000000000\n',
}

test('v1: one group out of two hierarchies', () => {
  const { layout, controllers, groups, left, pending } = cgroups.of(settled(V1, EARLIER, 2), someFacts)
  expect([layout, controllers, left, pending]).toEqual(['v1', ['cpu', 'cpuacct', 'memory'], 0, false])
  expect(groups.map(({ path }) => path)).toEqual(['/', '/web'])
  expect(groups[1]).toMatchObject({
    depth: 1,
    cpus: 0.5,
    quota: 0.5,
    throttled: 0.4,
    throttledTime: 0.5,
    memory: 1000,
    inactiveFile: 300,
    workingSet: 700,
    memoryMax: Number.POSITIVE_INFINITY,
    memoryHigh: null,
    swap: 40,
    maxEvents: 7,
    oomKills: 2,
    read: null,
    pids: null,
  })
})

test('the first look has no rates, and a quota of -1 is none', () => {
  const files = { ...V1, [`${CPU}/web/cpu.cfs_quota_us`]: '-1\n' }
  const web = cgroups.of(settled(files, null, 1), someFacts).groups[1]
  expect(web).toMatchObject({ cpus: null, throttled: null, throttledTime: null, quota: Number.POSITIVE_INFINITY })
})

test('v2 as captured: usage, pressure and swap of each slice', async () => {
  const host = treeHost(fileURLToPath(new URL('../../fixtures/swap-4node', import.meta.url)))
  const snapshot = await snapshotFrom(host, (samples) => ({ ...NO_WANTS, sources: cgroupSources(samples) }))
  const { layout, groups } = snapshot.get(cgroups)
  expect(layout).toBe('v2')
  expect(groups.map(({ path }) => path)).toEqual(['/', '/app.slice', '/batch.slice', '/lab.slice'])
  const app = groups[1]
  // t1, and the growth of usage_usec between the two.
  expect(app?.swap).toBeGreaterThan(400e6)
  expect(app?.cpus).toBeGreaterThan(0.1)
  expect(app?.cpus).toBeLessThan(4)
  expect(app?.pressure.memory?.some).not.toBeNull()
  expect(app?.memoryMax).toBe(Number.POSITIVE_INFINITY)
})

test('how many there are: v2 by its root, v1 by /proc/cgroups', async () => {
  const two = await snapshotOf('swap-4node', {
    ...NO_WANTS,
    sources: cgroupSummarySources(samplesOf([], {}, null)),
  })
  expect(two.get(cgroupSummary)).toEqual({ layout: 'v2', controllers: [], groups: 4 })
  const files = { ...V1, '/proc/cgroups': 'memory\t4\t50\t1\ncpu\t2\t3\t1\nblkio\t7\t99\t1\n' }
  const one = new Snapshot(samplesOf(cgroupSummary.sources, files, null), someFacts, {
    at: [],
    series: new Map(),
    load: null,
  })
  expect(one.get(cgroupSummary)).toMatchObject({ layout: 'v1', groups: 50 })
})

const V2 = {
  '/proc/self/mountinfo': '30 1 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup rw\n',
  '/sys/fs/cgroup/': 'cgroup.procs\ndump.service\n',
  '/sys/fs/cgroup/dump.service/': 'cgroup.procs\nio.stat\nio.max\n',
  '/sys/fs/cgroup/dump.service/io.max': '8:0 rbps=max wbps=1000 riops=max wiops=max\n',
}
const BLKIO = '/sys/fs/cgroup/blkio'
const V1_IO = {
  '/proc/self/mountinfo': `31 1 0:27 / ${BLKIO} rw - cgroup cgroup rw,blkio\n`,
  [`${BLKIO}/`]: 'tasks\ndump.service\n',
  [`${BLKIO}/dump.service/`]: 'tasks\nblkio.throttle.io_service_bytes_recursive\n',
  [`${BLKIO}/dump.service/blkio.throttle.write_bps_device`]: '8:0 1000\n',
}

describe('what is done on devices', () => {
  const two = (bytes: number) => ({
    ...V2,
    '/sys/fs/cgroup/dump.service/io.stat': `8:0 rbytes=0 wbytes=${bytes} rios=0 wios=1\n8:16 rbytes=60 wbytes=40\n8:32 \n`,
  })
  const one = (bytes: number) => ({
    ...V1_IO,
    [`${BLKIO}/dump.service/blkio.throttle.io_service_bytes_recursive`]: `8:0 Read 0\n8:0 Write ${bytes}\n8:16 Write 40\nTotal ${bytes}\n`,
  })
  const process = {
    ...record(9),
    more: { cgroup: { at: 0, value: parsePidCgroup(Buffer.from('0::/dump.service\n')) } },
  }
  const old = {
    ...record(9),
    more: { cgroup: { at: 0, value: parsePidCgroup(Buffer.from('4:blkio:/dump.service\n')) } },
  }

  test.each([
    ['v2', two, process],
    ['v1', one, old],
  ] as const)(
    '%s: all devices together here, each by itself for CG-IO, which reads the same files',
    (_, files, row) => {
      let samples: Samples | null = null
      for (let look = 0; look < 6; look++) {
        const asked = bothWant(
          { ...NO_WANTS, sources: cgroupSources(samples) },
          { ...NO_WANTS, sources: ioLimitSources(samples, [row]) },
        )
        samples = samplesOf(asked.sources, files(1840), files(40), 2)
      }
      const found = samples as Samples
      expect(cgroups.of(found, someFacts).groups[1]).toMatchObject({ path: '/dump.service', read: 0, written: 900 })
      const uses = ioLimitUses(new Snapshot(found, someFacts, NO_HISTORY), [row])
      expect(uses).toMatchObject([{ path: '/dump.service', device: '8:0', limit: 1000, used: 900 }])
    },
  )
})

/** Looked at until all that is there was read. */
function settled(after: Record<string, string>, before: Record<string, string> | null, seconds: number): Samples {
  let samples: Samples | null = null
  for (let look = 0; look < 6; look++) samples = samplesOf(cgroupSources(samples), after, before, seconds)
  return samples as Samples
}
