import { expect, test } from 'vitest'
import { cgroups, type Group } from '../../../src/model/cgroups/model.ts'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { visitTo } from '../../../src/ui/places.ts'
import { groupColumns } from '../../../src/views/cgroups/columns.ts'
import { headLines } from '../../../src/views/cgroups/head.ts'
import { keptInSight } from '../../../src/views/cgroups/marks.ts'
import { treeOf } from '../../../src/views/cgroups/tree.ts'
import { cgroupsView } from '../../../src/views/cgroups/view.ts'
import { SWITCHES, type TableSection } from '../../../src/views/view.ts'
import { placeOf, viewSnapshot } from '../../snapshot-of.ts'
import { expectWhole, fixtureHost, frameText, looked, stateAt } from '../../ui/drawing.ts'
import { drawn } from '../../ui/fake-table.ts'

const place = { ...placeOf(cgroupsView), switches: { ...SWITCHES, tree: true } }
const captured = await viewSnapshot('swap-4node', cgroupsView, place)
const table = cgroupsView.sections(captured, place).find((section) => section.kind === 'table') as TableSection

test('as a tree, on a screen', async () => {
  const visit = visitTo('cgroups', { ...SWITCHES, tree: true })
  for (const [columns, rows] of [
    [80, 24],
    [160, 48],
  ] as const) {
    const { frame } = (await looked(fixtureHost('swap-4node'), stateAt(visit, { columns, rows }))).drawn
    expectWhole(frame, columns, rows)
    await expect(frameText(frame)).toMatchFileSnapshot(`../__frames__/swap-4node-cgroups-${columns}x${rows}.txt`)
  }
})

test('Enter shows the processes of a group and of those below it', () => {
  expect([0, 1].map((row) => table.drill?.(row))).toMatchObject([
    { view: 'processes', filter: '' },
    { view: 'processes', filter: 'cgroup="/app.slice" or cgroup~"/app.slice/"', switches: { tree: false } },
  ])
})

test('as JSON: a limit that is none is told apart from one that is not known', () => {
  const { groups, layout } = cgroupsView.json(captured, place) as {
    groups: readonly Record<string, unknown>[]
    layout: string
  }
  expect(layout).toBe('v2')
  expect(groups.map(({ path }) => path)).toEqual(['/', '/app.slice', '/batch.slice', '/lab.slice'])
  expect(groups[0]).toMatchObject({ memory_max_bytes: null, memory_max_bytes_unlimited: null })
  expect(groups[1]).toMatchObject({ memory_max_bytes: null, memory_max_bytes_unlimited: true, oom_kills: 0 })
})

test('JSON says where not all groups were listed', () => {
  const { after, before } = captured.samples
  const files = new Map([...after.files].filter(([path]) => path !== '/sys/fs/cgroup/app.slice/'))
  const partly = new Snapshot({ after: { ...after, files }, before }, captured.facts, NO_HISTORY)
  expect(cgroupsView.missing(captured, place)).toEqual([])
  expect(cgroupsView.missing(partly, place)).toMatchObject([{ missing: 'pending', source: '/sys/fs/cgroup/' }])
})

test('of too many groups it says how many have their turn now, in words and in JSON', () => {
  const { after, before } = captured.samples
  const root = after.files.get('/sys/fs/cgroup/') as unknown as { value: { files: unknown; below: readonly string[] } }
  const below = [...root.value.below, ...Array.from({ length: 5000 }, (_, i) => `g${i}`)]
  const calm = [...after.files].filter(([path]) => !path.endsWith('memory.pressure'))
  const files = new Map([...calm, ['/sys/fs/cgroup/', { ...root, value: { ...root.value, below } }]] as never)
  const crowd = new Snapshot({ after: { ...after, files } as never, before }, captured.facts, NO_HISTORY)
  const lines = headLines(crowd, 160).map(({ spans }) => spans.map(({ text }) => text).join(''))
  expect(lines[0]).toContain('~ none found in those whose turn it is')
  expect(lines.join('\n')).toMatch(/Groups +4 .* 5,000 others have their turn: all in about 11 min/)
  const why = '4 of 5,004 groups are shown now, the others have their turn: all in about 11 min'
  expect(cgroupsView.missing(crowd, place)).toMatchObject([{ missing: 'pending', why }])
  expect(cgroupsView.json(crowd, place)).toMatchObject({ left_out: 5000 })
})

test('of groups that have their turns those stay in sight that have trouble, use most, or lost a process', () => {
  const [group] = captured.get(cgroups).groups.slice(1)
  const of = (path: string, change: Partial<Group>) =>
    ({ ...group, cpus: 0, memory: 0, workingSet: 0, pressure: {}, path, ...change }) as Group
  const all = [
    of('/killed', { oomKills: 1 }),
    of('/idle', {}),
    of('/busy', { cpus: 2 }),
    of('/large', { memory: 5e9 }),
    of('/held', { throttled: 0.05, cpus: 3 }),
  ]
  expect(keptInSight(all).map(({ path }) => path)).toEqual(['/held', '/busy', '/large', '/killed'])
})

test.each([60, 80, 120])('a path that does not fit shows that it is cut, at %i columns', (width) => {
  const [root, ...others] = captured.get(cgroups).groups
  const path = `/kubepods.slice/${'0123456789abcdef'.repeat(8)}.scope`
  const groups = [root, { ...others[0], path }] as readonly Group[]
  const columns = groupColumns((at) => groups[at] as Group, false)
  const { lines } = drawn({ ...table, columns, tree: null, count: 2, key: (at) => `${at}` }, {}, null, {
    width,
    height: 4,
  })
  const cells = (text: string) => text.match(/^[› ] (\S+)/)?.[1] as string
  expect(lines.map(cells)).toContain('/')
  const shown = lines.map(cells).find((text) => text.startsWith('/k')) as string
  expect(shown).toMatch(/^\/kubepods.slice\/?[0-9a-f]*…$/)
  expect(path.startsWith(shown.slice(0, -1))).toBe(true)
})

test.each([60, 80])('so does a name in the tree, beside its branch, at %i columns', (width) => {
  const [root, ...others] = captured.get(cgroups).groups
  const name = '0123456789abcdef'.repeat(8)
  const groups = ['/', '/a', `/a/${name}`].map((path) => ({ ...(others[0] ?? root), path }) as Group)
  const columns = groupColumns((at) => groups[at] as Group, true)
  const tree = treeOf(groups.map(({ path }) => path))
  const { lines } = drawn({ ...table, columns, tree, count: 3, key: (at) => `${at}` }, {}, null, { width, height: 5 })
  expect(lines.find((line) => line.includes('0123'))).toMatch(/^ {2} {3}└─ 0123[0-9a-f]*… /)
})
