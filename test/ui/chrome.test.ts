import { describe, expect, test } from 'vitest'
import type { HostFacts } from '../../src/host/host.ts'
import { NO_HISTORY } from '../../src/model/history.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import { PF_KTHREAD } from '../../src/parse/pid/stat.ts'
import { tallied } from '../../src/sample/tally.ts'
import { clean, text } from '../../src/text.ts'
import { commands } from '../../src/ui/commands.ts'
import { draw, SMALLEST } from '../../src/ui/draw.ts'
import { footerLine, labelOf } from '../../src/ui/footer.ts'
import { headerLine, tabLine } from '../../src/ui/header.ts'
import { helpLines, keysOf } from '../../src/ui/help.ts'
import { keyName } from '../../src/ui/key-names.ts'
import { panePick } from '../../src/ui/picks.ts'
import { drillTo, visitTo } from '../../src/ui/places.ts'
import { type State, TABLE, type Visit } from '../../src/ui/state.ts'
import { contextOf } from '../../src/ui/update.ts'
import { loadViews, panes, viewById } from '../../src/views/index.ts'
import { hiddenOf } from '../../src/views/refused.ts'
import {
  expectWhole,
  fixtureHost,
  frameText,
  lineText,
  lineWidth,
  looked,
  NO_COST,
  NOON,
  stateAt,
  stateOf,
} from './drawing.ts'

await loadViews()

const WIDTHS = [60, 61, 70, 79, 80, 100, 120, 160, 200, 300]
const start = stateOf('processes', { columns: 120, rows: 30 })
const { drawn, snapshot } = await looked(fixtureHost('load-d'), start)

/** The same machine, live, with another name, and so many processes that may not be read. */
function renamed(name: string, refused: number): Snapshot {
  const facts: HostFacts = { ...snapshot.facts, name }
  const { after, before } = snapshot.samples
  const processes = after.processes && { ...after.processes, refused }
  return new Snapshot({ after: { ...after, processes }, before }, facts, NO_HISTORY)
}

describe('header', () => {
  const names = ['web-3', 'a'.repeat(300), '機械'.repeat(40), '']
  const costs = [NO_COST, { cpu: 0.0041, rss: 52 * 2 ** 20 }, { cpu: 12.04, rss: 1023.9 * 2 ** 20 }]

  test.each(WIDTHS)('is exactly %i cells wide', (columns) => {
    for (const name of names)
      for (const cost of costs)
        for (const [paused, readOnly, refused] of [
          [false, false, 0],
          [true, true, 99_999],
        ] as const) {
          const state = { ...start, columns, paused, readOnly }
          const line = headerLine(state, renamed(name, refused), cost, NOON)
          expect(lineWidth(line), lineText(line)).toBe(columns)
          if (paused) expect(lineText(line)).toMatch(/PAUSED {2}READ-ONLY {2}RESTRICTED 99999 {2}CAPTURED/)
        }
  })

  test('says what it is about; what matters least goes first', () => {
    const at = (columns: number) => lineText(headerLine({ ...start, columns }, snapshot, costs[1] ?? NO_COST, NOON))
    expect(at(140)).toMatch(
      /^ whytop lab · Linux 6\.1\.0-56-amd64 · up 01:38 · 4 CPUs · 2 s .* 2026-11-21 04:08:47 {2}self 0\.4 % 52\.0 MiB $/,
    )
    expect(at(100)).not.toContain('Linux')
    expect(at(60)).toContain('lab')
  })

  test('where others are not even listed it tells how many threads those are', () => {
    const { after, before } = snapshot.samples
    const rows = after.processes?.rows.filter(({ stat }) => (stat.flags & PF_KTHREAD) === 0) ?? []
    const processes = after.processes && { ...after.processes, rows, tally: tallied(rows, null, new Uint8Array(0)) }
    const other = new Snapshot({ after: { ...after, processes }, before }, snapshot.facts, NO_HISTORY)
    const line = lineText(headerLine({ ...start, columns: 140 }, other, NO_COST, NOON))
    expect(line).toMatch(/ RESTRICTED \d+ threads {2}CAPTURED/)
    expect(lineText(headerLine({ ...start, columns: 140 }, snapshot, NO_COST, NOON))).not.toContain('RESTRICTED')
    expect(hiddenOf(other)).toMatchObject([{ missing: 'denied', source: '/proc' }])
    expect(hiddenOf(snapshot)).toEqual([])
    const frame = draw(start, other, NO_COST, NOON, null).frame
    expect(frameText(frame)).toMatch(/Tasks .* threads {2}\d+ hidden/)
  })

  test('what whytop costs is left out until it was measured, and is marked as old where one has just come', () => {
    const cost = (cpu: number | null, rss: number | null, isOld = false) =>
      lineText(headerLine({ ...start, columns: 140 }, snapshot, { cpu, rss, isOld }, NOON))
    expect(cost(null, null)).not.toContain('self')
    expect(cost(null, 52 * 2 ** 20)).toMatch(/08:47 {2}self - 52\.0 MiB $/)
    expect(cost(0.004, 52 * 2 ** 20, true)).toMatch(/08:47 {2}self ~0\.4 % 52\.0 MiB $/)
    expect(cost(0.004, 52 * 2 ** 20)).toMatch(/08:47 {2}self 0\.4 % 52\.0 MiB $/)
  })
})

describe('tabs', () => {
  test('every pane by its digit, help at the end, never wider than the screen', () => {
    for (const columns of WIDTHS) {
      const line = tabLine({ ...start, columns })
      expect(lineWidth(line)).toBeLessThanOrEqual(columns)
      for (const view of panes.filter(({ digit }) => digit !== null))
        expect(lineText(line)).toContain(columns < 100 ? ` ${view.digit} ` : ` ${view.digit} ${view.title} `)
      // The one we are in is named whatever the width.
      expect(lineText(line)).toContain('2 Processes')
    }
    expect(lineText(tabLine(start)).endsWith('? help ')).toBe(true)
  })

  test('the trail tells where one is, also when all of it does not fit', () => {
    const down = (state: State, title: string) =>
      drillTo(state, { view: 'process', about: { pid: 1 }, title: clean(title) }).state
    const short = down(start, 'nginx 12')
    expect(lineText(tabLine(short))).toContain('› nginx 12')
    const long = down(down(start, `/system.slice/${'x'.repeat(80)}`), 'nginx 12')
    for (const columns of WIDTHS) {
      const line = tabLine({ ...long, columns })
      expect(lineWidth(line), `${columns}`).toBeLessThanOrEqual(columns)
      expect(lineText(line), `${columns}`).toContain('› nginx 12')
    }
  })
})

describe('footer', () => {
  const states: readonly State[] = [
    start,
    stateOf('load'),
    drillTo(start, { view: 'process', page: 'environment', about: { pid: 1 }, title: clean('init 1') }).state,
    { ...start, tables: { processes: { ...TABLE, filter: 'state=D' } } },
    { ...start, notice: 'x'.repeat(400) },
    { ...start, notice: '文字'.repeat(200) },
  ]

  test.each(WIDTHS)('is at most %i cells wide', (columns) => {
    for (const state of states) {
      const sized = { ...state, columns }
      expect(lineWidth(footerLine(sized, draw(sized, snapshot, NO_COST, NOON, null)))).toBeLessThanOrEqual(columns)
    }
  })

  test('shows every labelled command that works now, and none that does not', () => {
    for (const state of states.slice(0, 4)) {
      const sized = { ...state, columns: 300 }
      const seen = draw(sized, snapshot, NO_COST, NOON, null)
      const context = contextOf(sized, seen, snapshot, '')
      const words = lineText(footerLine(sized, seen))
      for (const command of commands) {
        if (!command.label) continue
        const shown = ` ${keyName(command.keys[0] as string)} ${labelOf(command, context)} `
        expect(words.includes(shown), `${command.id} in ${words}`).toBe(command.works(context))
      }
    }
  })

  test('a key that undoes what it did says so while it would', () => {
    const words = (change: Partial<State>) => {
      const state = { ...stateOf('overview'), columns: 300, ...change }
      return lineText(footerLine(state, draw(state, snapshot, NO_COST, NOON, null)))
    }
    expect(words({})).toMatch(/ p pause .* m mark /)
    const kept = { view: 'overview', at: 1, values: new Map() }
    expect(words({ paused: true, mark: kept })).toMatch(/^ \? help {2}q quit {2}p go on .* m unmark /)
    for (const { id } of panes.filter(({ digit }) => digit !== null))
      expect(words({ ...stateOf(id), columns: 60, paused: true }), id).toContain(' p go on ')
    // A moment of another pane is not what m lets go here.
    expect(words({ mark: { ...kept, view: 'swap' } })).toContain(' m mark ')
  })

  test('Enter is not offered where the selected row leads nowhere', () => {
    const table = drawn.tables.get('processes')
    if (!table) throw new Error('no table')
    const leading = (drill: NonNullable<typeof table.section.drill>) =>
      lineText(
        footerLine(start, {
          ...drawn,
          tables: new Map([['processes', { ...table, section: { ...table.section, drill } }]]),
        }),
      )
    expect(leading(() => ({ view: 'process', about: {}, title: text`one` }))).toContain('Enter open')
    expect(leading(() => null)).not.toContain('Enter open')
  })

  test('at the least width help, quit, open, find and filter are there', () => {
    const words = lineText(footerLine({ ...start, columns: 60 }, drawn))
    for (const label of ['? help', 'q quit', 'Enter open', '/ find', '\\ filter']) expect(words).toContain(label)
  })
})

describe('help', () => {
  test.each(panes.map(({ id }) => id))('of %s: every key, column and term', (id) => {
    const view = viewById(id)
    const visit =
      id === 'process' ? { ...visitTo(id), place: { ...visitTo(id).place, about: { pid: 1 } } } : visitTo(id)
    const state = stateAt(visit, { columns: 100, rows: 40 })
    const context = contextOf(state, draw(state, snapshot, NO_COST, NOON, null), snapshot, '')
    const lines = helpLines(context)
    const words = lines.map(lineText).join(' ').replace(/\s+/g, ' ')
    const items = [
      ...view.terms.map(({ term, help }) => [term, help]),
      ...(context.table?.section.columns ?? []).map(({ title, help }) => [title, help]),
      ...commands.map(({ keys, help }) => [keyName(keys[0] as string), help]),
    ]
    for (const [name = '', help = ''] of items) {
      expect(words).toContain(clean(help).replace(/\s+/g, ' '))
      expect(words).toContain(clean(name).slice(0, 20).trim())
    }
    for (const line of lines) expect(lineWidth(line), lineText(line)).toBeLessThanOrEqual(100)
  })

  test('keys first, then words, then columns', () => {
    const context = contextOf(start, drawn, snapshot, '')
    const words = helpLines(context).map(lineText)
    const at = [' Keys: move', ' Keys: table', ' Keys: pane', ' Words on this pane', ' Columns', ' Signs'].map(
      (title) => words.indexOf(title),
    )
    expect(at).toEqual([...at].sort((a, b) => a - b))
    expect(at[0]).toBeGreaterThan(0)
  })

  test('keys that do nothing here stand apart, dim, and last of all: whatever works is not among them', () => {
    const elsewhere = ' Keys that do nothing here and now'
    const states = [
      start,
      stateOf('load'),
      stateOf('overview'),
      stateOf('cgroups'),
      { ...start, tables: { processes: { ...TABLE, find: 'hog', tagged: new Set(['203:1']) } } },
      drillTo(start, { view: 'process', page: 'environment', about: { pid: 1 }, title: clean('init 1') }).state,
    ]
    for (const state of states) {
      const sized = { ...state, columns: 200, rows: 40 }
      const context = contextOf(sized, draw(sized, snapshot, NO_COST, NOON, null), snapshot, '')
      const lines = helpLines(context)
      const at = lines.map(lineText).indexOf(elsewhere)
      expect(at).toBeGreaterThan(lines.map(lineText).indexOf(' Signs'))
      for (const command of commands) {
        const row = lines.findIndex((line) => {
          const words = lineText(line)
          return words.startsWith(`   ${keysOf(command).slice(0, 20)}`) && words.endsWith(command.help)
        })
        expect(row, command.id).toBeGreaterThan(0)
        expect(row < at, `${command.id} in ${context.view.id}`).toBe(command.works(context))
        if (row > at) expect(lines[row]?.spans.every(({ style }) => style === 'dim')).toBe(true)
      }
    }
  })

  test('is the same while it is open', () => {
    const open: State = { ...start, rows: 200, dialog: { kind: 'help', top: 0 } }
    const seen = draw(open, snapshot, NO_COST, NOON, null)
    const words = seen.frame.lines.map(lineText)
    const lines = helpLines(contextOf(open, seen, snapshot, '')).map(lineText)
    expect(words.slice(words.indexOf(lines[0] as string)).slice(0, lines.length)).toEqual(lines)
  })

  test('fits the least width', () => {
    for (const { id } of panes.filter(({ digit }) => digit !== null)) {
      const state = stateOf(id, { columns: 60, rows: 15 })
      const context = contextOf(state, draw(state, snapshot, NO_COST, NOON, null), snapshot, '')
      for (const line of helpLines(context)) expect(lineWidth(line), lineText(line)).toBeLessThanOrEqual(60)
    }
  })
})

describe('dialogs', () => {
  const dialogs: readonly NonNullable<State['dialog']>[] = [
    { kind: 'help', top: 0 },
    { kind: 'help', top: 30 },
    { kind: 'input', purpose: 'find', table: 'processes', text: '', before: TABLE },
    { kind: 'input', purpose: 'filter', table: 'processes', text: '寬'.repeat(200), before: TABLE },
    {
      kind: 'pick',
      at: 70,
      pick: {
        purpose: 'sort',
        title: 'Sort by',
        items: Array.from({ length: 90 }, (_, i) => ({
          id: `${i}`,
          title: 'u'.repeat(i + 1),
          help: 'x'.repeat(200),
          on: null,
        })),
      },
    },
  ]

  test.each([
    [60, 15],
    [80, 24],
    [200, 60],
  ])('fit %i×%i, with the footer below them', (columns, rows) => {
    for (const dialog of dialogs) {
      for (const tabs of [true, false]) {
        const state = { ...start, columns, rows, dialog, tabs }
        const { frame } = draw(state, snapshot, NO_COST, NOON, null)
        expectWhole(frame, columns, rows)
        expect(lineText(frame.lines[0] ?? { spans: [] })).toContain('whytop')
        if (dialog.kind === 'input') expect(frame.cursor?.y).toBe(rows - 2)
        else expect(frame.cursor).toBeNull()
      }
    }
  })

  test('of a long text one sees the end, where the cursor is', () => {
    const dialog = {
      kind: 'input',
      purpose: 'filter',
      table: 'processes',
      text: `${'a '.repeat(100)}THE END`,
      before: TABLE,
    } as const
    const { frame } = draw({ ...start, columns: 60, rows: 15, dialog }, snapshot, NO_COST, NOON, null)
    const line = lineText(frame.lines[13] ?? { spans: [] })
    expect(line).toContain('THE END')
    expect(frame.cursor).toEqual({ x: line.indexOf('THE END') + 7, y: 13 })
  })

  test('what an item means is cut at a word, and that it is cut can be seen', () => {
    const dialog = panePick(contextOf(start, drawn, snapshot, '')).dialog
    const at = (columns: number) => {
      const { lines } = draw({ ...start, columns, rows: 24, dialog }, snapshot, NO_COST, NOON, null).frame
      return lines.map(lineText).find((line) => line.startsWith('   9 System')) as string
    }
    expect(at(200).trimEnd()).toMatch(/^ {3}9 System {6}what this machine is, .* goes to each part\.$/)
    expect(at(60).trimEnd()).toBe('   9 System      what this machine is, what its network…')
  })

  test('the chosen item of a long list is in sight', () => {
    const dialog = dialogs[4] as Extract<State['dialog'], { kind: 'pick' }>
    for (let at = 0; at < 90; at++) {
      const { frame } = draw({ ...start, rows: 15, dialog: { ...dialog, at } }, snapshot, NO_COST, NOON, null)
      expect(frame.lines.filter(({ fill }) => fill === 'selected').map(lineText), `${at}`).toEqual([
        expect.stringContaining('›'),
      ])
    }
  })
})

describe('the whole screen', () => {
  test('too small: one line says so, and how large it must be', () => {
    for (const [columns, rows] of [
      [59, 24],
      [80, 14],
      [10, 2],
      [1, 1],
    ] as const) {
      const { frame } = draw({ ...start, columns, rows }, snapshot, NO_COST, NOON, null)
      expect(frame.lines.length).toBeLessThanOrEqual(rows)
      expect(lineText(frame.lines[0] ?? { spans: [] })).toHaveLength(columns)
    }
    expect(SMALLEST).toEqual({ columns: 60, rows: 15 })
  })

  test('tiles share the rows; the one with the keys has the selection', () => {
    const tiles = [{ trail: [visitTo('processes')] }, { trail: [visitTo('load')] }]
    for (const [columns, rows] of [
      [60, 15],
      [80, 24],
      [160, 48],
    ] as const) {
      for (const tile of [0, 1]) {
        const state = { ...start, columns, rows, tiles, tile, tabs: false }
        const seen = draw(state, snapshot, NO_COST, NOON, null)
        expectWhole(seen.frame, columns, rows)
        expect(new Set(seen.sections.map((section) => section.tile))).toEqual(new Set([0, 1]))
        if (rows > 15) expect(seen.focused).toBe(tile === 0 ? 'processes' : 'load-causes')
      }
    }
  })

  test('a tile is named after the cause it was opened on where that holds, else after its pane', () => {
    const about = { cause: 'd_block' }
    const at = (page: string): Visit => {
      const visit = visitTo('load')
      return { ...visit, title: text`block I/O`, place: { ...visit.place, page, about } }
    }
    const titles = ['threads', 'processes'].map((page) => {
      const tiles = [{ trail: [visitTo('load'), at(page)] }, { trail: [visitTo('processes')] }]
      return draw({ ...start, tiles, tabs: false }, snapshot, NO_COST, NOON, null).frame.lines.map(lineText)[1]
    })
    expect(titles[0]).toMatch(/^── block I\/O ─/)
    expect(titles[1]).toMatch(/^── Load ─/)
  })

  test('of two processes in tiles the one without the keys says when it is read', () => {
    const at = (pid: number) => ({ ...visitTo('process'), place: { ...visitTo('process').place, about: { pid } } })
    const titles = (tile: number, ...pids: readonly number[]) =>
      draw(
        { ...start, columns: 80, rows: 48, tiles: pids.map((pid) => ({ trail: [at(pid)] })), tile, tabs: false },
        snapshot,
        NO_COST,
        NOON,
        null,
      )
        .frame.lines.map(lineText)
        .filter((line) => line.startsWith('── '))
        .map((line) => line.includes('(read while it has the keys: Tab)'))
    expect([titles(0, 203, 1), titles(1, 203, 1)]).toEqual([
      [false, true],
      [true, false],
    ])
    expect(titles(0, 203, 203)).toEqual([false, false])
  })

  test('in a tile the facts of a process stand before its details', () => {
    const visit = visitTo('process')
    const tiles = [
      { trail: [visitTo('load')] },
      { trail: [{ ...visit, place: { ...visit.place, about: { pid: 203 } } }] },
    ]
    const seen = draw({ ...start, columns: 80, rows: 24, tiles, tabs: false }, snapshot, NO_COST, NOON, null)
    expect(seen.frame.lines.map(lineText).join('\n')).toMatch(/^ State {6}it is on a CPU.*\n.*\n.*\n CPU /m)
  })

  test('is the same as if nothing had been drawn before', () => {
    const sorted = { ...start, tables: { processes: { ...TABLE, sort: { by: 'pid', reverse: false } } } }
    const fresh = draw(sorted, snapshot, NO_COST, NOON, null).frame
    expect(draw(sorted, snapshot, NO_COST, NOON, drawn).frame).toEqual(fresh)
  })
})
