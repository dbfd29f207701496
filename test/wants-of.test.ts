import { expect, test } from 'vitest'
import { clean } from '../src/text.ts'
import { draw } from '../src/ui/draw.ts'
import { drillTo, visitTo } from '../src/ui/places.ts'
import { type State, TABLE, type TableState } from '../src/ui/state.ts'
import { SWITCHES } from '../src/views/view.ts'
import { Wanted, wantsOf } from '../src/wants-of.ts'
import { fixtureHost, looked, NO_COST, NOON, stateAt } from './ui/drawing.ts'

// With kernel threads, so that every row may come into sight.
const start = stateAt(visitTo('processes', { ...SWITCHES, kernel: true }), { columns: 80, rows: 24 })
const { snapshot } = await looked(fixtureHost('load-d'), start)

/** What is wanted after this was drawn. */
function wanted(state: State) {
  return wantsOf(state, draw(state, snapshot, NO_COST, NOON, null), snapshot.samples)
}

const withTable = (table: Partial<TableState>) =>
  wanted({ ...start, tables: { processes: { ...TABLE, ...table } } }).processes

test('before anything was drawn: the files of the view, and a probe', () => {
  const { sources, processes } = wantsOf(start, null, null)
  expect(sources.map(({ path }) => path)).toContain('/proc/meminfo')
  expect(processes).toEqual({ visible: [], files: [], everybody: [], threads: 'none', active: [], focus: null })
})

test('the rows in sight, and the files of the columns in sight', () => {
  const processes = withTable({ sort: { by: 'pid', reverse: false } })
  const { visible = [], files, everybody } = processes ?? {}
  expect(visible.length).toBeGreaterThan(8)
  expect(visible).toEqual(snapshot.tasks.rows.slice(0, visible.length).map(({ pid }) => pid))
  expect(files).toEqual(['owner', 'cmdline'])
  expect(everybody).toEqual([])
})

test('scrolled down, other rows', () => {
  const processes = withTable({
    sort: { by: 'pid', reverse: false },
    key: `${snapshot.tasks.rows.at(-1)?.pid}:0`,
    index: 111,
    top: 100,
  })
  expect(processes?.visible.at(-1)).toBe(snapshot.tasks.rows.at(-1)?.pid)
})

test.each([
  ['sorts', { sort: { by: 'swap', reverse: true } }, ['status']],
  ['sorts by what costs nothing', { sort: { by: 'time', reverse: true } }, []],
  ['is chosen and does not sort', { columns: ['pid', 'swap'] }, []],
  ['filters', { filter: 'user=www or mem>1G' }, ['owner', 'statm']],
] as const)('a column that %s', (_, table, expected) => {
  const { everybody = [] } = withTable(table as Partial<TableState>) ?? {}
  expect([...everybody].sort()).toEqual([...expected].sort())
})

test('plain words look into every column of words that is shown by itself', () => {
  expect(withTable({ filter: 'nginx' })?.everybody).toEqual(expect.arrayContaining(['owner', 'cmdline']))
  expect(withTable({ filter: 'nginx' })?.everybody).not.toContain('wchan')
})

test('while a user is chosen, whose processes they all are', () => {
  const pick = { purpose: 'user', title: '', items: [] } as const
  const other = { purpose: 'sort', title: '', items: [] } as const
  const everybody = (state: State) => wanted(state).processes?.everybody
  expect(everybody({ ...start, dialog: { kind: 'pick', pick, at: 0 } })).toEqual(['owner'])
  expect(everybody({ ...start, dialog: { kind: 'pick', pick: other, at: 0 } })).toEqual([])
})

test('groups want of everybody what groups them', () => {
  const by = (group: 'program' | 'user' | 'cgroup') =>
    wanted(stateAt(visitTo('processes', { ...SWITCHES, group }))).processes
  expect(by('program')?.everybody).toEqual(expect.arrayContaining(['cmdline', 'statm']))
  expect(by('user')?.everybody).toContain('owner')
  expect(by('cgroup')?.everybody).toContain('cgroup')
})

test('a process page wants that process, and nothing of the others', () => {
  const { state } = drillTo(start, { view: 'process', about: { pid: 203, start: 7 }, title: clean('hog') })
  const { processes } = wanted(state)
  expect(processes?.focus).toMatchObject({ pid: 203, start: 7 })
  expect([processes?.visible, processes?.everybody, processes?.threads]).toEqual([[], [], 'none'])
})

test('tiles want what all of them want, each file once', () => {
  const both = { ...start, tiles: [{ trail: [visitTo('processes')] }, { trail: [visitTo('load')] }], rows: 60 }
  const { sources, processes } = wanted(both)
  const paths = sources.map(({ path }) => path)
  expect(new Set(paths).size).toBe(paths.length)
  expect(paths).toEqual(expect.arrayContaining(['/proc/meminfo', '/proc/pressure/cpu']))
  expect(processes?.threads).toBe('all')
})

test('of two process pages that of the tile with the keys is read; two of one process are both read', () => {
  const page = (pid: number, page: string) => ({
    trail: [{ ...visitTo('process'), place: { ...visitTo('process').place, page, about: { pid, start: 7 } } }],
  })
  const focus = (tile: number, ...tiles: State['tiles']) =>
    wantsOf({ ...start, tiles, tile }, null, null).processes?.focus
  const load = { trail: [visitTo('load')] }
  expect(focus(0, page(203, 'files'), page(1, 'files'))?.pid).toBe(203)
  expect(focus(1, page(203, 'files'), page(1, 'files'))?.pid).toBe(1)
  expect(focus(1, page(203, 'files'), load, page(1, 'files'))?.pid).toBe(1)
  expect(focus(0, page(203, 'files'), page(203, 'threads'))).toEqual({
    pid: 203,
    start: 7,
    files: expect.arrayContaining(['fd', 'task']),
  })
})

test('it is worked out once for what was drawn: a row that comes into sight is wanted all the same', () => {
  const wanted = new Wanted()
  const drawn = draw(start, snapshot, NO_COST, NOON, null)
  const first = wanted.of(start, drawn, snapshot.samples)
  expect(wanted.of(start, drawn, snapshot.samples)).toBe(first)
  const upside = { ...start, tables: { processes: { ...TABLE, sort: { by: 'cpu', reverse: false } } } }
  const { processes } = wanted.of(upside, draw(upside, snapshot, NO_COST, NOON, drawn), snapshot.samples)
  expect(processes?.visible).not.toEqual(first.processes?.visible)
  expect(wanted.of(start, drawn, null)).not.toBe(first)
})
