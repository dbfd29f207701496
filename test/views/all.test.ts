import { describe, expect, test } from 'vitest'
import { asksElsewhere } from '../../src/findings/elsewhere.ts'
import { loadRules } from '../../src/findings/index.ts'
import type { Host } from '../../src/host/host.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import type { Source } from '../../src/source.ts'
import { type Text, text, width } from '../../src/text.ts'
import { draw } from '../../src/ui/draw.ts'
import { drillTo, visitTo } from '../../src/ui/places.ts'
import { type Visit, visitOf } from '../../src/ui/state.ts'
import { loadViews, panes, viewById, wholePanes } from '../../src/views/index.ts'
import { type Column, SWITCHES, type Switches, type TableSection } from '../../src/views/view.ts'
import { Watcher } from '../../src/watcher.ts'
import { expectWhole, fixtureHost, frameText, looked, NO_COST, NOON, stateAt } from '../ui/drawing.ts'

const SIZES = [
  [80, 24],
  [120, 40],
  [60, 15],
  [200, 60],
] as const

const SET: readonly Partial<Switches>[] = [
  {},
  { tree: true },
  { threads: true, kernel: false, cpuOf: 'machine' },
  { group: 'program' },
  { group: 'user' },
  { group: 'cgroup' },
]

/** A machine where nothing may be read: every file fails alike, and so does every process there is. */
function barren(errno: string): Host {
  return {
    facts: {
      name: 'barren',
      pageSize: 4096,
      tick: 0.01,
      clock: 'live',
      clocks: false,
      captured: '2026-11-21T04:08:34.626Z',
      self: null,
      uid: null,
    },
    collect: async ({ files, dumps = [], processes }, sink) => {
      for (const path of [...files, ...dumps.map((dump) => dump.path)]) sink.fail(1e9, 0, path, errno)
      if (!processes) return
      if (processes.probe) {
        sink.pids(1e9, Int32Array.of(1, 2), null)
        for (const pid of [1, 2]) for (const file of processes.moved) sink.fail(1e9, pid, file, errno)
      }
      for (const [pid, wanted] of processes.always) for (const file of wanted) sink.fail(1e9, pid, file, errno)
      for (const { pid, file } of processes.dear) sink.fail(1e9, pid, file, errno)
    },
    close: () => false,
  }
}

interface Case {
  readonly name: string
  readonly visit: Visit
  readonly snapshot: Snapshot
  readonly tables: readonly TableSection[]
}

/** Every pane with every switch and page, and every page that can be opened from one of their rows. */
async function cases(folder: string): Promise<readonly Case[]> {
  const open: Visit[] = wholePanes().flatMap(({ id }) => SET.map((set) => visitTo(id, { ...SWITCHES, ...set })))
  const seen = new Set<string>()
  const found: Case[] = []
  for (let visit = open.shift(); visit; visit = open.shift()) {
    const { place } = visit
    const name = [place.view, place.page ?? '', kindsOf(place.about), changed(place.switches)].join(' ').trim()
    if (seen.has(name)) continue
    seen.add(name)
    const { snapshot } = await looked(fixtureHost(folder), stateAt(visit, { rows: 60, columns: 200 }))
    const view = viewById(place.view)
    const tables = view.sections(snapshot, place).filter((section) => section.kind === 'table')
    found.push({ name, visit, snapshot, tables })
    if (changed(place.switches) === '')
      for (const page of view.pages ?? []) open.push({ ...visit, place: { ...place, page: page.id } })
    for (const table of tables) {
      // The parts of the system lead to panes that nothing else leads to.
      const rows = table.id === 'system' ? table.count : Math.min(3, table.count)
      for (let row = 0; row < rows; row++) {
        const drill = table.drill?.(row)
        const there = drill && visitOf(drillTo(stateAt(visit), drill).state)
        if (there) open.push({ ...there, place: { ...there.place, switches: { ...SWITCHES, ...drill.switches } } })
      }
    }
  }
  return found
}

function kindsOf(about: Visit['place']['about']): string {
  return Object.entries(about)
    .map(([key, value]) => (typeof value === 'string' ? `${key}=${value}` : key))
    .join()
}

function changed(switches: Switches): string {
  return Object.entries(switches)
    .filter(([name, value]) => value !== SWITCHES[name as keyof Switches])
    .map(([name, value]) => `${name}=${value}`)
    .join()
}

await loadViews()
const found = await cases('load-d')

test('ids and digits are unique, and each view says what it is', () => {
  const digits = panes.flatMap(({ digit }) => digit ?? [])
  expect(new Set(panes.map(({ id }) => id)).size).toBe(panes.length)
  expect(new Set(digits).size).toBe(digits.length)
  for (const digit of digits) expect(digit).toMatch(/^[1-9]$/)
  for (const { id, title, help } of panes) {
    const { terms } = viewById(id)
    expect(viewById(id).id).toBe(id)
    expect(id).toMatch(/^[a-z][a-z-]*$/)
    expect(title).not.toBe('')
    expect(help).toMatch(/^\S.{10,}$/)
    for (const term of terms) {
      expect(term.term).toMatch(/^\S/)
      expect(term.help, term.term).toMatch(/^\S[^\n]{5,}$/)
    }
    expect(new Set(terms.map(({ term }) => term)).size, id).toBe(terms.length)
  }
})

test('every view can be opened', () => {
  expect(new Set(found.map(({ visit }) => visit.place.view))).toEqual(new Set(panes.map(({ id }) => id)))
})

/** As vitest numbers what a file imports. */
const IMPORT = /__vite_ssr_import_\d+__/g

test('a file has one parser, whoever reads it: a reading is kept by its path, for all of them', async () => {
  const rules = await loadRules()
  const parsers = new Map<string, Set<string>>()
  const asked = (sources: readonly Source<unknown>[]) => {
    for (const { path, parse } of sources)
      parsers.set(path, (parsers.get(path) ?? new Set()).add(`${parse}`.replace(IMPORT, '')))
  }
  for (const { visit, snapshot } of found) {
    const { place } = visit
    asked(viewById(place.view).sources(snapshot.samples, place))
    asked(new Watcher(rules, snapshot.facts, {}, true).wants(snapshot.samples).sources)
    // What a sign asks for, also in the network namespace of the process that is looked at.
    for (const rule of rules) {
      const own = [...rule.sources(snapshot.samples), ...(rule.dear?.(snapshot.samples).sources ?? [])]
      asked(own)
      if (rule.namespaced && typeof place.about.pid === 'number') asked(asksElsewhere(own, place.about.pid))
    }
  }
  expect([...parsers].flatMap(([path, of]) => (of.size > 1 ? [[path, ...of]] : []))).toEqual([])
})

describe.each(found)('$name', ({ visit, snapshot, tables }) => {
  const { place } = visit
  const view = viewById(place.view)

  test('each column says what it is and fits its head', () => {
    for (const table of tables) {
      const ids = table.columns.map(({ id }) => id)
      expect(new Set(ids).size, table.id).toBe(ids.length)
      expect(ids).toContain(table.sort.by)
      for (const column of table.columns) expectColumn(table, column)
    }
  })

  test('rows have a key and an identity of their own, and lead to views there are', () => {
    for (const table of tables) {
      const rows = Array.from({ length: table.count }, (_, row) => row)
      expect(new Set(rows.map(table.key)).size, table.id).toBe(table.count)
      expect(new Set(rows.map(table.id_of)).size, table.id).toBe(table.count)
      for (const row of rows) {
        const drill = table.drill?.(row)
        if (drill) expect(panes.map(({ id }) => id)).toContain(drill.view)
        if (drill?.page) expect(viewById(drill.view).pages?.map(({ id }) => id)).toContain(drill.page)
        for (const column of table.columns) expectKey(column, row)
      }
    }
  })

  test.each(SIZES)('fills %i×%i, in Unicode and in ASCII', (columns, rows) => {
    const state = stateAt(visit, { columns, rows })
    expectWhole(draw(state, snapshot, NO_COST, NOON, null).frame, columns, rows)
    const ascii = draw({ ...state, ascii: true }, snapshot, NO_COST, NOON, null).frame
    expectWhole(ascii, columns, rows)
    expect(frameText(ascii)).toMatch(/^[\n -~]*$/)
  })

  test('no words are cut off at the edge of 80 columns and more', () => {
    for (const [columns, rows] of SIZES.filter(([wide]) => wide >= 80))
      for (const section of view.sections(snapshot, place, { columns, rows, mark: null }))
        if (section.kind === 'lines')
          for (const { spans } of section.lines(columns, rows)) {
            const words = spans.map((span) => span.text).join('')
            expect(width(words.trimEnd() as Text), words).toBeLessThanOrEqual(columns)
          }
    for (const { title } of tables) expect(width(title ?? text``), title ?? '').toBeLessThan(80)
  })

  test.each(['ENOENT', 'EACCES', 'EPERM', 'ETIMEDOUT', 'EIO'])(
    'draws where everything fails with %s',
    async (errno) => {
      const { snapshot: nothing } = await looked(barren(errno), stateAt(visit, { columns: 200, rows: 60 }))
      for (const [columns, rows] of SIZES)
        expectWhole(draw(stateAt(visit, { columns, rows }), nothing, NO_COST, NOON, null).frame, columns, rows)
      expectJson(view.json(nothing, place))
      for (const { source, why } of view.missing(nothing, place)) expect([source, why]).not.toContain('')
    },
  )

  test('as JSON: snake_case, and null for what is unknown', () => {
    const record = view.json(snapshot, place)
    expectJson(record)
    expect(JSON.parse(JSON.stringify(record))).toEqual(record)
  })
})

function expectColumn(table: TableSection, column: Column): void {
  const where = `${table.id} ${column.id}`
  expect(column.id, where).toMatch(/^[a-z][a-z0-9_-]*$/)
  // A sign beside a row has a blank head of one cell.
  expect(column.title, where).toMatch(/^\S|^ $/)
  expect(column.help, where).toMatch(/^\S[^\n]{3,}$/)
  expect(column.width, where).toBeGreaterThanOrEqual(width(text`${column.title as never}`))
  expect(column.priority, where).toBeGreaterThanOrEqual(0)
}

/** NaN would make an order that changes with every look. */
function expectKey(column: Column, row: number): void {
  const key = column.by?.(row)
  expect(typeof key === 'number' && Number.isNaN(key), column.id).toBe(false)
  const cell = column.cell(row)
  const words = typeof cell === 'string' ? cell : cell.text
  expect(words, column.id).toMatch(/^[^\u0000-\u001f\u007f-\u009f]*$/)
  expect(words, column.id).not.toMatch(/undefined|NaN|\[object/)
}

function expectJson(value: unknown, path = '$'): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return
  if (typeof value === 'number') {
    expect(Number.isFinite(value), `${path} is ${value}`).toBe(true)
    return
  }
  expect(typeof value, path).toBe('object')
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) expectJson(item, `${path}[${i}]`)
    return
  }
  for (const [key, item] of Object.entries(value as object)) {
    // TCP states are keys in the names of ss.
    if (path !== '$.states') expect(key, path).toMatch(/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/)
    expectJson(item, `${path}.${key}`)
  }
}
