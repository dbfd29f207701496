import { describe, expect, test } from 'vitest'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { draw } from '../../src/ui/draw.ts'
import type { Input } from '../../src/ui/frame.ts'
import { type State, visitOf } from '../../src/ui/state.ts'
import { update } from '../../src/ui/update.ts'
import { aFinding, findingsOf } from '../views/overview/a-finding.ts'
import { fixtureHost, lineText, looked, NO_COST, NOON, stateOf } from './drawing.ts'

const { snapshot: captured } = await looked(fixtureHost('load-d'), stateOf('overview'))
const { at } = captured.samples.after
const snapshot: Snapshot = captured.with(captured.history, findingsOf([aFinding({}), aFinding({ id: 'OTHER' })], at))

const drawn = (state: State) => draw(state, snapshot, NO_COST, NOON, null)
const act = (state: State, ...inputs: readonly Input[]) =>
  inputs.reduce((from, input) => update(from, input, drawn(from), snapshot).state, state)
const press = (state: State, ...keys: readonly string[]) =>
  act(state, ...keys.map((key): Input => ({ kind: 'key', key })))
const chosen = (state: State) => drawn(state).tables.get('overview')
const chosenKey = (state: State) => {
  const table = chosen(state)
  return table?.section.key(table.rows[table.index] as number)
}
const start = stateOf('overview')

describe('a list of lines', () => {
  test('has no heads, and the sign of the chosen line', () => {
    const lines = drawn(start).frame.lines.map(lineText)
    expect(lines[2]).toContain('[Overview]')
    expect(lines[3]).toMatch(/^›WHY {6}● critical/)
  })

  test('keys step over lines that go on with the one above, both ways', () => {
    const down = press(start, 'down')
    expect(chosenKey(start)).toBe('finding:DIRECT')
    expect(chosenKey(down)).toBe('finding:OTHER')
    expect(chosenKey(press(down, 'up'))).toBe('finding:DIRECT')
    expect(chosenKey(press(start, 'end'))).toMatch(/^top:/)
    expect(chosenKey(press(start, 'end', 'home'))).toBe('finding:DIRECT')
  })

  test('a click on such a line chooses what it belongs to', () => {
    const click = (y: number) => act(start, { kind: 'mouse', action: 'press', x: 20, y })
    expect(chosenKey(click(3))).toBe('finding:DIRECT')
    expect(['finding:DIRECT', 'finding:OTHER']).toContain(chosenKey(click(4)))
    const load = drawn(start).frame.lines.findIndex((line) => lineText(line).startsWith(' Load'))
    expect(chosenKey(click(load))).toBe('load')
  })

  test('Enter opens a finding, a pane, a process', () => {
    expect(visitOf(press(start, 'enter')).place).toMatchObject({ view: 'finding', about: { id: 'DIRECT' } })
    const find = (words: string) => press(start, '/', ...words, 'enter', 'enter')
    expect(visitOf(find('Reclaim')).place).toMatchObject({ view: 'memory', page: 'reclaim' })
    expect(visitOf(press(start, 'end', 'enter')).place.view).toBe('process')
  })

  test('cannot be sorted, reversed or filtered: it has one order', () => {
    for (const key of ['s', 'r', '<', 'c', '\\', 'space', 'f']) {
      const after = press(start, key)
      expect([key, after.dialog, after.tables]).toEqual([key, null, start.tables])
    }
  })

  test('a signal is offered on a process only', () => {
    const footer = (state: State) => lineText(drawn(state).frame.lines.at(-1) as never)
    expect(footer({ ...start, columns: 160 })).not.toContain('signal')
    expect(footer(press({ ...start, columns: 160 }, 'end'))).toContain('signal')
  })
})

describe('the mark', () => {
  test('keeps the numbers of its moment, is told, and goes with the same key', () => {
    const marked = press(start, 'm')
    expect(marked.mark).toMatchObject({ view: 'overview', at })
    expect(marked.mark?.values.get('load.load1')).toBe(8.71)
    expect(drawn(marked).frame.lines.map(lineText).join('\n')).toMatch(/^ Mark +kept 00:00 ago/m)
    expect(press(marked, 'm').mark).toBeNull()
  })

  test('has no meaning in a pane that keeps nothing, and shows nothing there', () => {
    const load = stateOf('load')
    expect(press(load, 'm').mark).toBeNull()
  })
})
