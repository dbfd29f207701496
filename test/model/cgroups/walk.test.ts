import { expect, test } from 'vitest'
import { hierarchiesOf, layoutOf } from '../../../src/model/cgroups/hierarchies.ts'
import { cgroupMounts, walk, walkSources } from '../../../src/model/cgroups/walk.ts'
import { parseMountinfo } from '../../../src/parse/mountinfo.ts'
import type { Samples } from '../../../src/sample/sample.ts'
import type { Reading } from '../../../src/source.ts'

const V2 = '31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw'
const CPU = '32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct'
const MEMORY = '33 31 0:30 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory'
const FREEZER = '34 31 0:31 / /sys/fs/cgroup/freezer rw - cgroup cgroup rw,freezer'
const UNIFIED = '35 31 0:32 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw'

test('what is mounted', () => {
  const of = (...lines: readonly string[]) => hierarchiesOf(parseMountinfo(Buffer.from(lines.join('\n'))))
  expect(of(CPU, FREEZER)).toEqual([
    { version: 1, controllers: ['cpu', 'cpuacct'], at: '/sys/fs/cgroup/cpu,cpuacct', root: '/' },
  ])
  expect([of(V2), of(CPU), of(UNIFIED, MEMORY), of(), hierarchiesOf(null)].map(layoutOf)).toEqual([
    'v2',
    'v1',
    'hybrid',
    'none',
    'v2',
  ])
  expect(of(UNIFIED, MEMORY).map(({ version }) => version)).toEqual([1, 2])
})

test('of a hierarchy that is mounted twice, the mount that shows most', () => {
  const inside = '36 31 0:28 /pod/one /mnt rw - cgroup2 cgroup2 rw'
  const both = hierarchiesOf(parseMountinfo(Buffer.from(`${inside}\n${V2}`)))
  expect(both).toEqual([{ version: 2, controllers: [], at: '/sys/fs/cgroup', root: '/' }])
})

test('goes down one depth a look: what is listed is a group, what is not yet comes next', () => {
  const found = walk(samplesOf(V2, { '/sys/fs/cgroup/': 'cgroup.procs\nmemory.stat\nb.slice\na.slice\n' }))
  expect(found.groups.map(({ path }) => path)).toEqual(['/'])
  expect(found.groups[0]?.folders[0]?.files).toEqual(new Set(['cgroup.procs', 'memory.stat']))
  expect(found.next.map(({ path }) => path)).toEqual(['/sys/fs/cgroup/b.slice/', '/sys/fs/cgroup/a.slice/'])
})

test('one path in several hierarchies of v1 is one group; what cannot be listed is none', () => {
  const found = walk(
    samplesOf(`${CPU}\n${MEMORY}`, {
      '/sys/fs/cgroup/cpu,cpuacct/': 'cpu.stat\ntasks\napp\n',
      '/sys/fs/cgroup/memory/': 'memory.stat\napp\nodd.file\n',
      '/sys/fs/cgroup/cpu,cpuacct/app/': 'cpu.stat\n',
      '/sys/fs/cgroup/memory/app/': 'memory.stat\n',
      '/sys/fs/cgroup/memory/odd.file/': null,
    }),
  )
  expect(found.groups.map(({ path, depth, folders }) => [path, depth, folders.length])).toEqual([
    ['/', 0, 2],
    ['/app', 1, 2],
  ])
  expect(found.next).toEqual([])
})

test('stands in order of names', () => {
  const listed = {
    '/sys/fs/cgroup/': 'a\na-b\nc\n',
    '/sys/fs/cgroup/a/': 'x\n',
    '/sys/fs/cgroup/a-b/': '',
    '/sys/fs/cgroup/c/': '',
    '/sys/fs/cgroup/a/x/': '',
  }
  expect(walk(samplesOf(V2, listed)).groups.map(({ path }) => path)).toEqual(['/', '/a', '/a/x', '/a-b', '/c'])
})

test('a group of several hierarchies is known once, by its name until it is listed', () => {
  const found = walk(
    samplesOf(`${CPU}\n${MEMORY}`, {
      '/sys/fs/cgroup/cpu,cpuacct/': 'a\nb\n',
      '/sys/fs/cgroup/memory/': 'a\nb\n',
      '/sys/fs/cgroup/cpu,cpuacct/a/': '',
      '/sys/fs/cgroup/memory/a/': '',
    }),
  )
  expect([[...found.known.keys()], found.groups.map(({ path }) => path)]).toEqual([
    ['/', '/a', '/b'],
    ['/', '/a'],
  ])
  expect(found.next.map(({ path }) => path)).toEqual(['/sys/fs/cgroup/cpu,cpuacct/b/', '/sys/fs/cgroup/memory/b/'])
})

test.each([
  [1999, false],
  [2000, true],
])('with %i groups below the root it is crowded: %s', (below, isCrowded) => {
  const names = Array.from({ length: below }, (_, i) => `g${i}`)
  const found = walk(samplesOf(V2, { '/sys/fs/cgroup/': `${names.join('\n')}\n` }))
  expect([found.isCrowded, found.next.length]).toEqual([isCrowded, isCrowded ? 0 : below])
})

test('one sample is walked through once, whoever asks', () => {
  const samples = samplesOf(V2, { '/sys/fs/cgroup/': 'a\n' })
  expect(walk(samples)).toBe(walk({ after: samples.after, before: samples.after }))
})

test('inside of a container the mounted group has its name', () => {
  const pod = '36 31 0:28 /pod/one /sys/fs/cgroup rw - cgroup2 cgroup2 rw'
  const found = walk(samplesOf(pod, { '/sys/fs/cgroup/': 'web\n', '/sys/fs/cgroup/web/': '' }))
  expect(found.groups.map(({ path }) => path)).toEqual(['/pod/one', '/pod/one/web'])
})

const list = walkSources(null).find(({ path }) => path.endsWith('/'))

function samplesOf(mounts: string, folders: Readonly<Record<string, string | null>>): Samples {
  const files = new Map<string, Reading<unknown>>([
    [cgroupMounts.path, { at: 0, value: parseMountinfo(Buffer.from(mounts)) }],
  ])
  for (const [path, names] of Object.entries(folders))
    files.set(
      path,
      names === null
        ? { missing: 'absent', source: path, why: 'no folder', remedy: null }
        : { at: 0, value: list?.parse(Buffer.from(names)) },
    )
  return { after: { at: 0, files, processes: null }, before: null }
}
