import { describe, expect, test } from 'vitest'
import { NO_HISTORY } from '../../src/model/history.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import type { Processes } from '../../src/sample/process.ts'
import { clean } from '../../src/text.ts'
import type { Context } from '../../src/ui/command.ts'
import { commands, unique } from '../../src/ui/commands.ts'
import { type Drawn, draw } from '../../src/ui/draw.ts'
import type { Input } from '../../src/ui/frame.ts'
import { tabLine } from '../../src/ui/header.ts'
import { drillTo, visitTo } from '../../src/ui/places.ts'
import { type State, TABLE, tableState, visitOf } from '../../src/ui/state.ts'
import { contextOf, update } from '../../src/ui/update.ts'
import { wholePanes } from '../../src/views/index.ts'
import { SWITCHES, type Switches } from '../../src/views/view.ts'
import { fixtureHost, lineText, looked, NO_COST, NOON, stateAt, stateOf } from './drawing.ts'

const start = stateAt(visitTo('processes', { ...SWITCHES, kernel: true }), { columns: 120, rows: 30 })
// On a screen this tall all rows are in sight, and so all are read.
const { snapshot } = await looked(fixtureHost('load-d'), { ...start, rows: 200 })

/** What is drawn of a state, and the keys that were pressed on it. */
class Hand {
  state: State
  drawn: Drawn
  effects: readonly string[] = []
  readonly #on: Snapshot

  constructor(state: State, on: Snapshot = snapshot) {
    this.#on = on
    this.state = state
    this.drawn = draw(state, on, NO_COST, NOON, null)
  }

  do(input: Input): this {
    const { state, effects } = update(frozen(this.state), input, this.drawn, this.#on)
    this.state = state
    this.drawn = draw(state, this.#on, NO_COST, NOON, this.drawn)
    this.effects = (effects ?? []).map((effect) => effect.do)
    return this
  }

  press(...keys: readonly string[]): this {
    for (const key of keys) this.do({ kind: 'key', key })
    return this
  }

  type(words: string): this {
    return this.press(...[...words].map((key) => (key === ' ' ? 'space' : key)))
  }

  get context(): Context {
    return contextOf(this.state, this.drawn, this.#on, '')
  }

  /** The pid of the selected row. */
  get pid(): number | undefined {
    const { table } = this.context
    return table?.section.pid?.(table.rows[table.index] as number)
  }

  get lines(): readonly string[] {
    return this.drawn.frame.lines.map(lineText)
  }

  get table() {
    return tableState(this.state, 'processes')
  }
}

/** A state that throws where somebody writes into it. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(frozen)
  }
  return value
}

const begin = (change: Partial<State> = {}) => new Hand({ ...start, ...change })

describe('commands', () => {
  const hands = {
    processes: begin(),
    tree: new Hand(stateAt(visitTo('processes', { ...SWITCHES, tree: true }))),
    groups: new Hand(stateAt(visitTo('processes', { ...SWITCHES, group: 'user' }))),
    found: begin({ tables: { processes: { ...TABLE, find: 'hog', filter: 'state=D', tagged: new Set(['203:1']) } } }),
    load: new Hand(stateOf('load')),
    process: new Hand(drillTo(start, { view: 'process', about: { pid: 1 }, title: '' as never }).state),
    small: begin({ columns: 20, rows: 5 }),
    overview: new Hand(stateOf('overview')),
    interface: new Hand(drillTo(start, { view: 'system', about: { interface: 'lo' }, title: '' as never }).state),
  }

  test.each(commands)('$id is pure, wherever it works', (command) => {
    for (const [name, hand] of Object.entries(hands)) {
      for (const key of command.keys) {
        const context = { ...contextOf(frozen(hand.state), hand.drawn, snapshot, key) }
        if (!command.works(context)) continue
        const first = command.run(context)
        const state = (({ tables, ...rest }) => rest)(first.state)
        expect(Object.keys(state).sort(), name).toEqual(Object.keys((({ tables, ...rest }) => rest)(hand.state)).sort())
        expect(command.run(context), `${name} ${key}`).toEqual(first)
      }
    }
  })

  test.each(commands)('$id says what it does', ({ id, keys, help }) => {
    expect(id).toMatch(/^[a-z][a-z-]*$/)
    expect(keys.length).toBeGreaterThan(0)
    expect(help).toMatch(/^\S[^\n]{3,}$/)
  })

  test('each works somewhere', () => {
    for (const { id, works } of commands.filter(({ id }) => id !== 'reveal'))
      expect(
        Object.values(hands).some((hand) => works(hand.context)),
        id,
      ).toBe(true)
  })

  test('a key bound twice throws', () => {
    const [one] = commands
    expect(() => unique(one ? [one, { ...one, id: 'other' }] : [])).toThrow('key up is bound to up and to other')
    expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length)
  })

  test('a key of no command changes nothing but the notice', () => {
    const hand = begin({ notice: 'hello' }).press('f12')
    expect(hand.state).toEqual({ ...start, notice: null })
  })
})

describe('moving', () => {
  test('the selection goes with the keys and stops at both ends', () => {
    const hand = begin().press('up')
    expect(hand.context.table?.index).toBe(0)
    expect(hand.press('down', 'j', 'j', 'k').context.table?.index).toBe(2)
    expect(hand.press('G', 'down').context.table?.index).toBe((hand.context.table?.rows.length ?? 0) - 1)
    const { height = 0, rows = [] } = hand.context.table ?? {}
    expect(hand.press('pageup').context.table?.index).toBe(rows.length - 1 - (height - 1))
    expect(hand.press('g').table).toMatchObject({ key: null, index: 0, top: 0 })
  })

  test('it stays on the same process when the order changes', () => {
    const hand = begin().press('down', 'down', 'down')
    const { pid } = hand
    expect(hand.press('s', 'home', 'enter').pid).toBe(pid)
    expect(hand.press('r').pid).toBe(pid)
    expect(hand.press('t').pid).toBe(pid)
  })

  test('the wheel moves three, a click selects, a click on a head sorts and again reverses', () => {
    const hand = begin()
    const y = hand.lines.findIndex((line) => line.includes('%CPU▼'))
    const x = hand.lines[y]?.indexOf('PID') ?? 0
    const mouse = (action: 'press' | 'wheel-up' | 'wheel-down', dx: number, dy: number) =>
      hand.do({ kind: 'mouse', action, x: dx, y: dy })
    expect(mouse('wheel-down', 5, y + 2).context.table?.index).toBe(3)
    expect(mouse('wheel-up', 5, y + 2).context.table?.index).toBe(0)
    const line = hand.lines[y + 5] ?? ''
    expect(mouse('press', 5, y + 5).pid).toBe(Number(/\d+/.exec(line)?.[0]))
    expect(mouse('press', x, y).table.sort).toEqual({ by: 'pid', reverse: false })
    expect(mouse('press', x, y).table.sort).toEqual({ by: 'pid', reverse: true })
    const before = hand.state
    expect(mouse('press', 5, 0).state).toBe(before)
    expect(mouse('press', 5, 29).state).toBe(before)
  })

  test('the wheel moves what a dialog lists, and does nothing where one types', () => {
    const wheel = (hand: Hand, action: 'wheel-up' | 'wheel-down') => hand.do({ kind: 'mouse', action, x: 5, y: 20 })
    const help = begin().press('?')
    expect(wheel(wheel(help, 'wheel-down'), 'wheel-down').state.dialog).toEqual({ kind: 'help', top: 6 })
    expect(wheel(help, 'wheel-up').state.dialog).toEqual({ kind: 'help', top: 3 })
    expect(wheel(begin().press('s', 'home'), 'wheel-down').state.dialog).toMatchObject({ kind: 'pick', at: 3 })
    const typing = begin().press('/')
    const { state } = typing
    expect(wheel(typing, 'wheel-down').state).toBe(state)
  })

  test('h and l are left and right, as j and k are down and up', () => {
    const hand = begin().press('enter')
    const page = () => hand.context.visit.place.page
    expect(hand.press('l') && page()).toBe('memory')
    expect(hand.press('l') && page()).toBe('threads')
    expect(hand.press('h') && page()).toBe('memory')
  })

  test('a click under a title line hits the row one sees', () => {
    const hand = begin({ tables: { processes: { ...TABLE, filter: 'state=D' } } })
    const y = hand.lines.findIndex((line) => line.includes('%CPU▼'))
    expect(hand.do({ kind: 'mouse', action: 'press', x: 5, y: y + 3 }).pid).toBe(
      Number(/\d+/.exec(hand.lines[y + 3] ?? '')?.[0]),
    )
  })
})

describe('find and filter', () => {
  test('what is typed is found at once, n goes on and round, N back', () => {
    const hand = begin().press('/').type('Hog')
    expect(hand.table.find).toBe('Hog')
    const first = hand.press('enter').pid
    const seen = [first]
    for (let i = 0; i < 20 && (i === 0 || hand.pid !== first); i++) seen.push(hand.press('n').pid)
    expect(new Set(seen).size).toBe(7)
    expect(hand.pid).toBe(first)
    expect(hand.press('N').pid).toBe(seen.at(-2))
  })

  test('Esc in find puts the selection back where it was', () => {
    const hand = begin().press('down', 'down')
    const { pid, table } = hand
    expect(hand.press('/').type('burn2').pid).not.toBe(pid)
    expect(hand.press('escape').pid).toBe(pid)
    expect(hand.table).toEqual(table)
  })

  test('what is open says its keys in the footer, and only those', () => {
    const footer = (hand: Hand) => hand.lines.at(-1) ?? ''
    expect(footer(begin().press('/'))).toBe(' Enter keeps  Esc back to where it was  ^U clears  ^W last word  ')
    expect(footer(begin().press('c'))).toContain('Space on and off  d default')
    expect(footer(begin().press('s'))).toBe(' Enter chooses  Esc closes  ↓↑ move  ')
    expect(footer(begin().press('?'))).toContain('PgDn next page')
  })

  test('kernel threads are hidden at first; the heads say how many and which key shows them', () => {
    const hand = new Hand(stateOf('processes', { columns: 160, rows: 30 }))
    expect(hand.lines.join('\n')).toContain('91 kernel threads hidden (K)')
    expect(hand.context.table?.rows).toHaveLength(21)
    expect(hand.press('K').context.table?.rows).toHaveLength(112)
    expect(hand.lines.join('\n')).not.toContain('hidden (K)')
  })

  test('what is not there says so', () => {
    const hand = begin().press('down').press('/').type('nosuchthing')
    expect(hand.state.notice).toBe('not found')
    expect(hand.press('enter', 'n').state.notice).toBe('not found')
    expect(hand.context.table?.index).toBe(1)
  })

  test('a filter narrows while it is typed; Esc in the dialog undoes it, outside it clears it', () => {
    const hand = begin().press('\\').type('state=D')
    expect(hand.effects).toEqual(['sample'])
    expect(hand.context.table?.rows).toHaveLength(9)
    expect(hand.press('escape').context.table?.rows).toHaveLength(112)
    hand.press('\\').type('state=D').press('enter', 'escape')
    expect(hand.table.filter).toBe('')
  })

  test('a filter that cannot be read is not kept: the dialog stays and says whole what is wrong', () => {
    for (const columns of [60, 120]) {
      const hand = begin({ columns }).press('\\').type('state=D and cpuu>20').press('enter')
      expect(hand.state.dialog?.kind).toBe('input')
      expect(hand.lines.join('\n')).toContain('no column cpuu to compare; did you mean cpu>20?')
      expect(hand.lines.join('\n')).toContain('filter not understood: state=D and cpuu>20')
      expect(hand.lines.join('\n')).not.toContain('112 of')
      expect(hand.drawn.frame.cursor?.y).toBe(28)
      expect(hand.press('escape').table.filter).toBe('')
    }
    const hand = begin().press('\\').type('state=Q')
    expect(hand.lines.join('\n')).toContain('no state Q; type one of R S D T t Z I X')
    expect(hand.press('backspace').type('d').press('enter').state.dialog).toBeNull()
    expect(hand.context.table?.rows).toHaveLength(9)
  })

  test('the digit of a pane goes there', () => {
    expect(visitOf(begin().press('1').state).place.view).toBe('overview')
  })

  test('editing: backspace takes a character, C-w a word, C-u all; a pasted text goes in on one line', () => {
    const hand = begin().press('\\').type('a bc')
    const typed = () => (hand.state.dialog?.kind === 'input' ? hand.state.dialog.text : null)
    expect(typed()).toBe('a bc')
    hand.press('backspace')
    expect(typed()).toBe('a b')
    hand.press('C-w')
    expect(typed()).toBe('a ')
    hand.press('C-u', 'left', 'f5')
    expect(typed()).toBe('')
    hand.do({ kind: 'paste', text: 'q\nq\u001b[2J' })
    expect(typed()).toBe('q q\u001b[2J')
    expect(hand.lines.join('')).not.toContain('\u001b')
    expect(hand.effects).not.toContain('quit')
  })

  test('a line that came at once with its Enter, as over a slow link, is kept; a mistake in it is told', () => {
    const hand = begin().press('\\').do({ kind: 'paste', text: 'state=D\r' })
    expect(hand.state.dialog).toBeNull()
    expect(hand.table.filter).toBe('state=D')
    const wrong = begin().press('\\').do({ kind: 'paste', text: 'cpuu>20\r' })
    expect(wrong.state.dialog).toMatchObject({ kind: 'input', text: 'cpuu>20' })
    const lines = begin().press('\\').do({ kind: 'paste', text: 'a\rb\r' })
    expect(lines.state.dialog).toMatchObject({ kind: 'input', text: 'a b ' })
  })

  test('outside of a dialog a pasted text does nothing', () => {
    const hand = begin().do({ kind: 'paste', text: 'q' })
    expect([hand.effects, hand.state.notice]).toEqual([[], 'pasted text is not taken as keys'])
  })
})

describe('dialogs', () => {
  test('while one is open its keys are its own, but C-c quits and C-z suspends', () => {
    const hand = begin().press('?')
    expect(hand.press('down').state.dialog).toEqual({ kind: 'help', top: 1 })
    expect(hand.press('C-z').effects).toEqual(['suspend'])
    expect(hand.press('C-c').effects).toEqual(['quit'])
    expect(hand.press('q').state.dialog).toBeNull()
    expect(hand.effects).toEqual([])
    expect(begin().press('/').do({ kind: 'mouse', action: 'press', x: 5, y: 12 }).state.dialog?.kind).toBe('input')
  })

  test('where the screen is too small to show one, nothing is done that nobody sees, and q quits as it says', () => {
    const resize = (columns: number, rows: number) => ({ kind: 'resize', columns, rows }) as const
    const hand = begin().press('\\').type('hog').do(resize(20, 5)).type('xyz').press('enter', 'escape')
    hand.do({ kind: 'paste', text: 'abc' })
    expect(hand.do(resize(120, 30)).state.dialog).toMatchObject({ kind: 'input', text: 'hog' })
    expect(hand.table.filter).toBe('hog')
    for (const key of ['?', 's', '\\'])
      expect(begin().press(key).do(resize(59, 24)).press('q').effects).toEqual(['quit'])
    const effect = { do: 'signal', signal: 'SIGTERM', targets: [] } as const
    const asked = begin({ columns: 59, dialog: { kind: 'confirm', title: '', lines: [], effect } })
    expect(asked.press('y').effects).toEqual([])
    expect(asked.press('C-z').effects).toEqual(['suspend'])
    expect(begin({ columns: 59 }).press('p', '5', '+').state).toEqual({ ...start, columns: 59 })
  })

  test('one belongs to the table it was opened on, also where there is no room for that any more', async () => {
    const tall = stateOf('load', { columns: 120, rows: 50 })
    const { snapshot } = await looked(fixtureHost('load-d'), tall)
    const shrunk = (...keys: readonly string[]) =>
      new Hand(tall, snapshot).press('w', ...keys).do({ kind: 'resize', columns: 80, rows: 15 })
    const { filter } = tableState(shrunk('\\', 'x').press('y').state, 'load-threads')
    expect(filter).toBe('xy')
    expect(tableState(shrunk('\\', 'x').press('y').state, 'load-causes').filter).toBe('')
    expect(tableState(shrunk('\\', 'x').press('escape').state, 'load-threads').filter).toBe('')
    expect(shrunk('c', 'space').press('enter').effects).not.toContain('save')
    expect(shrunk('s').press('enter').state.tables).not.toHaveProperty('load-causes')
    const back = shrunk('\\', 'x').press('y').do({ kind: 'resize', columns: 120, rows: 50 })
    expect(back.drawn.focused).toBe('load-threads')
  })

  test('help scrolls to its end and no further', () => {
    const hand = begin().press('?', 'end')
    expect(hand.lines.some((line) => line.includes('does not understand'))).toBe(true)
    const { dialog } = hand.state
    expect(hand.press('down', 'pagedown').state.dialog).toEqual(dialog)
    expect(hand.press('home').state.dialog).toEqual({ kind: 'help', top: 0 })
  })

  test('a column to sort by', () => {
    const hand = begin().press('s')
    const pick = hand.state.dialog
    expect(pick?.kind === 'pick' && pick.pick.items[pick.at]?.id).toBe('cpu')
    hand.press('home', 'enter')
    expect(hand.table.sort).toEqual({ by: 'pid', reverse: false })
    expect(hand.press('>').table.sort?.by).toBe('user')
    expect(hand.press('<', '<').table.sort?.by).toBe('pid')
    expect(hand.press('r').table.sort?.reverse).toBe(true)
  })

  test('columns: Enter without a change saves nothing, a narrow screen chooses nothing', () => {
    const hand = begin({ columns: 80 }).press('c', 'enter')
    expect([hand.table.columns, hand.effects]).toEqual([null, []])
    hand.press('c', 'space', 'enter')
    expect(hand.table.columns).toContain('minflt')
    expect(hand.effects).toContain('save')
    hand.press('c', 'space', 'enter')
    expect([hand.table.columns, hand.effects.includes('save')]).toEqual([null, true])
  })

  test('columns are ticked, kept and saved; d takes the default', () => {
    const hand = begin().press('c', 'space', 'enter')
    expect(hand.table.columns).not.toContain('pid')
    expect(hand.table.columns).toContain('command')
    expect(hand.effects).toEqual(['save', 'sample'])
    expect(hand.press('c', 'd').table.columns).toBeNull()
    expect(hand.press('c', 'space', 'escape').table.columns).toBeNull()
  })

  test('one user, by name; everybody again', () => {
    const hand = begin().press('u', 'down', 'enter')
    expect(hand.table.filter).toBe('user="0"')
    expect(hand.context.table?.rows).toHaveLength(112)
    expect(hand.press('u', 'enter').table.filter).toBe('')
  })

  test('users come as they are read; the cursor stays with its own', () => {
    const owned = (...uids: readonly number[]) => {
      const { after, before } = snapshot.samples
      const rows = (after.processes as Processes).rows.map((row, i) => {
        const value = uids[i]
        return { ...row, more: value === undefined ? {} : { owner: { value, at: 1 } } }
      })
      const processes = { ...(after.processes as Processes), rows }
      return new Snapshot({ after: { ...after, processes }, before }, snapshot.facts, NO_HISTORY)
    }
    let state: State = start
    let seen = draw(state, owned(33), NO_COST, NOON, null)
    const press = (key: string, on: Snapshot) => {
      state = update(frozen(state), { kind: 'key', key }, seen, on).state
      seen = draw(state, on, NO_COST, NOON, seen)
      return listed()
    }
    const listed = () => {
      const lines = seen.frame.lines.map(lineText)
      const from = lines.findIndex((line) => line.includes('Only the processes of'))
      return lines.slice(from + 1, -1).map((line) => line.replace(/ {2}no filter/, '').trim())
    }
    expect(press('u', owned(33))).toEqual(['› everybody', '33'])
    expect(press('down', owned(33))).toEqual(['everybody', '› 33'])
    seen = draw(state, owned(33, 1000), NO_COST, NOON, seen)
    expect(listed()).toEqual(['everybody', '1000', '› 33'])
    expect(press('up', owned(33, 1000))).toEqual(['everybody', '› 1000', '33'])
    expect(press('down', owned(33, 1000))).toEqual(['everybody', '1000', '› 33'])
    seen = draw(state, owned(7, 1000), NO_COST, NOON, seen)
    expect(listed()).toEqual(['everybody', '1000', '› 33', '7'])
    press('enter', owned(7, 1000))
    expect(tableState(state, 'processes').filter).toBe('user="33"')
  })

  test('a group, and from it down to its service and back', () => {
    const hand = begin().press('b', 'down', 'enter')
    expect(visitOf(hand.state).place.switches.group).toBe('program')
    hand.press('enter')
    expect(hand.context.table?.section.id).toBe('app-workers')
    expect(hand.context.table?.rows).toHaveLength(7)
    expect(hand.press('escape', 'escape').context.table?.section.id).toBe('groups-program')
  })

  test('who holds swap is grouped by the same key, and from a group down to its processes', () => {
    const swap = visitTo('swap')
    const there = { ...swap, place: { ...swap.place, page: 'processes' } }
    const hand = new Hand(stateAt(there)).press('b', 'down', 'enter')
    expect(hand.context.table?.section.id).toBe('swap-program')
    hand.press('enter')
    expect(visitOf(hand.state).place).toMatchObject({ view: 'swap', page: 'processes', switches: { group: 'none' } })
    expect(tableState(hand.state, 'swap').filter).toMatch(/^program=/)
    expect(hand.press('escape').context.table?.section.id).toBe('swap-program')
    hand.press('b', 'home', 'enter')
    expect(hand.context.table?.section.id).toBe('swap')
  })

  test('the filter of a step down goes with it, whichever pane one goes to from there', () => {
    const hand = begin({ tables: { processes: { ...TABLE, filter: 'state=S' } } })
    const drilled = () => hand.press('b', 'home', 'down', 'down', 'enter').press('enter')
    expect(drilled().table.filter).toBe('user="0"')
    expect(hand.press('3').table.filter).toBe('state=S')
    hand.press('2')
    expect(drilled().press('2').table.filter).toBe('state=S')
  })

  test('of groups there are neither threads nor a tree, and users only by user', () => {
    const works = (group: Switches['group'], ...ids: readonly string[]) => {
      const { context } = new Hand(stateAt(visitTo('processes', { ...SWITCHES, group })))
      return ids.map((id) => commands.find((command) => command.id === id)?.works(context))
    }
    expect(works('none', 'threads', 'tree', 'user', 'kernel')).toEqual([true, true, true, true])
    expect(works('program', 'threads', 'tree', 'user', 'kernel')).toEqual([false, false, false, true])
    expect(works('user', 'threads', 'tree', 'user', 'kernel')).toEqual([false, false, true, true])
  })

  test('panes by digit, from the list and by tab', () => {
    const view = (hand: Hand) => visitOf(hand.state).place.view
    expect(view(begin().press('3'))).toBe('load')
    expect(view(begin().press('9'))).toBe('system')
    expect(view(begin().press('0', '3'))).toBe('load')
    const [last, least] = wholePanes().toReversed()
    const other = begin().press('0', 'end', 'up', 'enter')
    expect(view(other)).toBe(least?.id)
    expect(lineText(tabLine(other.state))).toContain(`› ${least?.title}`)
    expect(view(other.press('0', 'end', 'enter'))).toBe(last?.id)
    expect(view(begin().press('tab'))).toBe('load')
  })

  test('with --pane the digits work too, and the footer keeps its keys; with --panes it says what works', () => {
    const view = (hand: Hand) => visitOf(hand.state).place.view
    const alone = begin({ tabs: false }).press('3')
    expect([view(alone), alone.state.notice]).toEqual(['load', null])
    expect(alone.lines.at(-1)).toMatch(/^ \? help {2}q quit {2}/)
    // Without the line of tabs it is the first line that says where one is.
    expect(alone.lines[0]).toMatch(/^ whytop \S+ · Load · /)
    expect(begin().press('3').lines[0]).not.toContain('Load')
    expect(view(alone.press('tab'))).toBe('memory')
    const tiles = ['processes', 'load'].map((id) => ({ trail: [visitTo(id)] }))
    for (const key of ['3', '0']) {
      const tiled = begin({ tabs: false, tiles }).press(key)
      expect(view(tiled)).toBe('processes')
      expect(tiled.lines.at(-1)).toContain('Tab goes to the next')
    }
  })
})

test('the whole row, in full words, until a key closes it', () => {
  const hand = begin({ columns: 60 }).press('o')
  const words = hand.lines.join('\n')
  expect(words).toMatch(/The whole row/)
  expect(words).toMatch(/^ {2}PID +203$/m)
  expect(hand.press('end').lines.join('\n')).toMatch(/^ {2}COMMAND +\/lab\/\.cache\/hog -b -c burn1$/m)
  expect(hand.press('escape').state.dialog).toBeNull()
})

test('down to a process, through its pages, and back', () => {
  const hand = begin().press('down', 'enter')
  expect(visitOf(hand.state).place).toMatchObject({ view: 'process', about: { pid: 204 } })
  expect(hand.effects).toEqual(['sample'])
  hand.press('right')
  expect(visitOf(hand.state).place.page).toBe('memory')
  expect(visitOf(hand.press('left', 'left').state).place.page).toBe('kernel')
  expect(hand.press('escape').state.tiles[0]?.trail).toHaveLength(1)
  expect(hand.press('escape').state.tiles[0]?.trail).toHaveLength(1)
})

test('tags, follow and pause', () => {
  const hand = begin().press('space', 'space')
  expect([hand.table.tagged.size, hand.context.table?.index]).toEqual([2, 2])
  expect(hand.press('up', 'space').table.tagged.size).toBe(1)
  expect(hand.press('U').table.tagged.size).toBe(0)
  expect(hand.press('f').table.follow).toBe(true)
  expect(hand.press('down').table.follow).toBe(false)
  expect(hand.press('p').state.paused).toBe(true)
  expect(hand.lines[0]).toContain('PAUSED')
})

test('the interval goes from step to step and stops at both ends', () => {
  const intervals = (keys: readonly string[]) =>
    keys.map((_, i) => begin().press(...keys.slice(0, i + 1)).state.interval)
  expect(intervals(['+', '-', '-', '-', '-', '-', '-'])).toEqual([3, 2, 1, 0.5, 0.2, 0.1, 0.1])
  expect(begin({ interval: 60 }).press('+').state.interval).toBe(60)
  expect(begin({ interval: 2.5 }).press('-').state.interval).toBe(2)
  expect(begin({ interval: 2.5 }).press('+').state.interval).toBe(3)
  expect(begin({ interval: 300 }).press('+').state.interval).toBe(300)
})

test('a new size is taken as it comes', () => {
  const hand = begin().do({ kind: 'resize', columns: 61, rows: 16 })
  expect([hand.state.columns, hand.state.rows, hand.drawn.frame.lines.length]).toEqual([61, 16, 16])
})

test('the trail names a cause only on the page that it filters', () => {
  const at = (page: string) => {
    const state = drillTo(stateOf('load', { columns: 120, rows: 30 }), {
      view: 'load',
      page,
      about: { cause: 'd_block' },
      title: clean('Block I/O'),
    }).state
    return lineText(tabLine(state))
  }
  expect(at('threads')).toContain('› Block I/O')
  for (const page of ['overview', 'processes', 'cpus', 'chart']) expect(at(page)).not.toContain('›')
})
