import { expect, test } from 'vitest'
import { frozenBy, frozenGroups, frozenSources } from '../../../src/model/load/frozen.ts'
import type { Sample, Samples } from '../../../src/sample/sample.ts'
import type { Reading } from '../../../src/source.ts'
import { loadView } from '../../../src/views/load/view.ts'
import { placeOf } from '../../snapshot-of.ts'
import { row } from './row.ts'

const V2 = '31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n'
const HYBRID = `32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu
33 31 0:30 / /sys/fs/cgroup/freezer rw - cgroup cgroup rw,freezer
35 31 0:32 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
`
const TREE = {
  '/sys/fs/cgroup/': 'cgroup.procs\ncgroup.stat\na.slice\nice\n',
  '/sys/fs/cgroup/a.slice/': 'cgroup.events\ncpu.stat\n',
  '/sys/fs/cgroup/ice/': 'cgroup.events\nbelow\n',
  '/sys/fs/cgroup/ice/below/': 'cgroup.events\n',
}
const STILL = 'populated 1\nfrozen 1\n'
const MOVES = 'populated 1\nfrozen 0\n'

/** What is at hand once all that is asked for was read, look after look. */
function asked(mountinfo: string, files: Readonly<Record<string, string>>): Samples {
  const all: Readonly<Record<string, string>> = { ...files, '/proc/self/mountinfo': mountinfo }
  let samples: Samples | null = null
  for (let looks = 0; looks < 8; looks++) {
    const sources = frozenSources(samples)
    const read = sources.flatMap(({ path, parse }): [string, Reading<unknown>][] => {
      const text = all[path]
      return text === undefined ? [] : [[path, { value: parse(Buffer.from(text)), at: 1 }]]
    })
    const after: Sample = { at: 1, files: new Map(read), processes: null }
    samples = { after, before: null }
  }
  return samples as Samples
}

test('groups of v2 that stand still, wherever they are in the tree', () => {
  const samples = asked(V2, {
    ...TREE,
    '/sys/fs/cgroup/a.slice/cgroup.events': MOVES,
    '/sys/fs/cgroup/ice/cgroup.events': STILL,
    '/sys/fs/cgroup/ice/below/cgroup.events': STILL,
  })
  expect(frozenGroups(samples)).toEqual(new Set(['/ice', '/ice/below']))
})

test('one that is frozen is asked at every look, the others now and then', () => {
  const samples = asked(V2, {
    ...TREE,
    '/sys/fs/cgroup/a.slice/cgroup.events': MOVES,
    '/sys/fs/cgroup/ice/cgroup.events': STILL,
  })
  const every = new Map(frozenSources(samples).map((one) => [one.path, one.every]))
  expect(every.get('/sys/fs/cgroup/ice/cgroup.events')).toBe(0)
  expect(every.get('/sys/fs/cgroup/a.slice/cgroup.events')).toBeGreaterThanOrEqual(5)
  expect(every.get('/sys/fs/cgroup/a.slice/')).toBeGreaterThanOrEqual(30)
})

test('beside v1 only the tree of v2 is walked', () => {
  const samples = asked(HYBRID, {
    '/sys/fs/cgroup/cpu/': 'cpu.stat\njobs\n',
    '/sys/fs/cgroup/unified/': 'cgroup.procs\nice\n',
    '/sys/fs/cgroup/unified/ice/': 'cgroup.events\n',
    '/sys/fs/cgroup/unified/ice/cgroup.events': STILL,
  })
  expect(frozenGroups(samples)).toEqual(new Set(['/ice']))
  expect(frozenSources(samples).filter(({ path }) => path.startsWith('/sys/fs/cgroup/cpu'))).toEqual([])
  const holds = frozenBy(samples, [])
  const inside = row({ pid: 7, cgroup: '3:freezer:/\n1:cpu:/\n0::/ice/below\n' })
  const outside = row({ pid: 8, cgroup: '3:freezer:/ice\n1:cpu:/ice\n0::/icehouse\n' })
  expect([holds?.(inside), holds?.(outside), holds?.(row({ pid: 9 }))]).toEqual([true, false, false])
})

test('where nothing is frozen nobody is asked for a cgroup', () => {
  const place = placeOf(loadView)
  const files = { ...TREE, '/sys/fs/cgroup/ice/cgroup.events': MOVES }
  const calm = asked(V2, files)
  expect(frozenBy(calm, [])).toBeNull()
  expect(loadView.processes?.(place, calm)?.everybody).toEqual([])
  expect(loadView.processes?.(place, null)?.everybody).toEqual([])
  const frozen = asked(V2, { ...files, '/sys/fs/cgroup/ice/cgroup.events': STILL })
  expect(loadView.processes?.(place, frozen)?.everybody).toEqual(['cgroup'])
})
