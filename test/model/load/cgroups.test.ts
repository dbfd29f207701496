import { describe, expect, test } from 'vitest'
import {
  cgroupSources,
  cpuCgroup,
  freezerCgroup,
  frozenCgroups,
  mounts,
  throttledCgroups,
} from '../../../src/model/load/cgroups.ts'
import { parseMountinfo } from '../../../src/parse/mountinfo.ts'
import { parsePidCgroup } from '../../../src/parse/pid/cgroup.ts'
import type { Sample, Samples } from '../../../src/sample/sample.ts'
import type { Reading, Source } from '../../../src/source.ts'
import { row } from './row.ts'

const V2 = '30 24 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n'
const HYBRID = `30 24 0:26 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
31 24 0:27 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
32 24 0:28 / /sys/fs/cgroup/freezer rw - cgroup cgroup rw,freezer
`
const inV2 = row({ pid: 7, cgroup: '0::/a.slice/b.service\n' })
const inV1 = row({ pid: 7, cgroup: '4:cpu,cpuacct:/jobs/one\n3:freezer:/ice\n0::/x\n' })

function samples(
  mountinfo: string,
  after: Record<string, string>,
  before: Record<string, string>,
  sources: readonly Source<unknown>[],
): Samples {
  const sample = (files: Record<string, string>): Sample => ({
    at: 1,
    files: new Map<string, Reading<unknown>>([
      [mounts.path, { value: parseMountinfo(Buffer.from(mountinfo)), at: 1 }],
      ...sources.flatMap((one): [string, Reading<unknown>][] => {
        const text = files[one.path]
        return text === undefined ? [] : [[one.path, { value: one.parse(Buffer.from(text)), at: 1 }]]
      }),
    ]),
    processes: null,
  })
  return { after: sample(after), before: sample(before) }
}

const sourcesOf = (mountinfo: string, process: typeof inV2) => cgroupSources(samples(mountinfo, {}, {}, []), [process])

test('the controller’s own hierarchy in v1, the one of all in v2', () => {
  expect([cpuCgroup(inV2), freezerCgroup(inV2)]).toEqual(['/a.slice/b.service', '/a.slice/b.service'])
  expect([cpuCgroup(inV1), freezerCgroup(inV1)]).toEqual(['/jobs/one', '/ice'])
  expect(cpuCgroup(row({ pid: 7 }))).toBeNull()
})

test('the files that are watched: those above too, as their quota binds', () => {
  expect(sourcesOf(V2, inV2).map(({ path }) => path)).toEqual([
    '/sys/fs/cgroup/a.slice/b.service/cpu.stat',
    '/sys/fs/cgroup/a.slice/cpu.stat',
    '/sys/fs/cgroup/a.slice/b.service/cgroup.events',
  ])
  expect(sourcesOf(HYBRID, inV1).map(({ path }) => path)).toEqual([
    '/sys/fs/cgroup/cpu,cpuacct/jobs/one/cpu.stat',
    '/sys/fs/cgroup/cpu,cpuacct/jobs/cpu.stat',
    '/sys/fs/cgroup/freezer/ice/freezer.state',
  ])
})

test('a mount that shows a part of the hierarchy', () => {
  const part = '31 24 0:27 /jobs /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n'
  expect(sourcesOf(part, inV1).map(({ path }) => path)).toContain('/sys/fs/cgroup/cpu/one/cpu.stat')
})

test('so many at most', () => {
  const many = Array.from({ length: 500 }, (_, i) => row({ pid: i + 1, cgroup: `0::/g${i}\n` }))
  expect(cgroupSources(samples(V2, {}, {}, []), many).length).toBeLessThanOrEqual(128)
})

describe('throttled', () => {
  const file = '/sys/fs/cgroup/a.slice/cpu.stat'
  const seen = (before: string, after: string) =>
    throttledCgroups(samples(V2, { [file]: after }, { [file]: before }, sourcesOf(V2, inV2)), [inV2])

  test('when nr_throttled moved, also of a cgroup above', () => {
    expect(seen('nr_throttled 3\n', 'nr_throttled 5\n')).toEqual(new Set(['/a.slice']))
  })
  test('not while it stands, nor without a quota', () => {
    expect(seen('nr_throttled 5\n', 'nr_throttled 5\n')).toEqual(new Set())
    expect(seen('usage_usec 1\n', 'usage_usec 9\n')).toEqual(new Set())
  })
})

test('frozen in v1 and v2', () => {
  const v2 = '/sys/fs/cgroup/a.slice/b.service/cgroup.events'
  expect(frozenCgroups(samples(V2, { [v2]: 'populated 1\nfrozen 1\n' }, {}, sourcesOf(V2, inV2)), [inV2])).toEqual(
    new Set(['/a.slice/b.service']),
  )
  expect(frozenCgroups(samples(V2, { [v2]: 'populated 1\nfrozen 0\n' }, {}, sourcesOf(V2, inV2)), [inV2])).toEqual(
    new Set(),
  )
  const v1 = '/sys/fs/cgroup/freezer/ice/freezer.state'
  expect(frozenCgroups(samples(HYBRID, { [v1]: 'FROZEN\n' }, {}, sourcesOf(HYBRID, inV1)), [inV1])).toEqual(
    new Set(['/ice']),
  )
  expect(frozenCgroups(samples(HYBRID, { [v1]: 'THAWED\n' }, {}, sourcesOf(HYBRID, inV1)), [inV1])).toEqual(new Set())
})

test('without mounts nothing is watched', () => {
  const none: Samples = { after: { at: 1, files: new Map(), processes: null }, before: null }
  expect([cgroupSources(none, [inV2]), cgroupSources(null, [inV2])]).toEqual([[], []])
  expect([...throttledCgroups(none, [inV2]), ...frozenCgroups(none, [inV2])]).toEqual([])
  expect(parsePidCgroup(Buffer.from('0::/\n'))).toHaveLength(1)
})
