import { describe, expect, test } from 'vitest'
import { draw } from '../../src/ui/draw.ts'
import { IN_TOP } from '../../src/ui/idle-key.ts'
import { visitTo } from '../../src/ui/places.ts'
import { type State, tableState } from '../../src/ui/state.ts'
import { update } from '../../src/ui/update.ts'
import { SWITCHES } from '../../src/views/view.ts'
import { fixtureHost, frameText, looked, NO_COST, NOON, stateAt } from './drawing.ts'

const start = stateAt(visitTo('processes', SWITCHES), { columns: 120, rows: 30 })
const { snapshot } = await looked(fixtureHost('load-d'), start)

/** What is set after the keys. */
function afterKeys(state: State, ...keys: readonly string[]): State {
  return keys.reduce((now, key) => {
    const drawn = draw(now, snapshot, NO_COST, NOON, null)
    return update(now, { kind: 'key', key }, drawn, snapshot).state
  }, state)
}

describe('keys of top and htop', () => {
  test.each([
    ['P', 'cpu', '%CPU▼'],
    ['M', 'mem', '%MEM▼'],
    ['T', 'time', 'TIME+▼'],
  ])('%s sorts by %s, the largest first, also after another order', (key, by, head) => {
    const state = afterKeys(start, 's', 'home', 'enter', 'r', key)
    expect(tableState(state, 'processes').sort).toEqual({ by, reverse: true })
    expect(frameText(draw(state, snapshot, NO_COST, NOON, null).frame)).toContain(head)
    expect(afterKeys(state, key).tables).toEqual(state.tables)
  })

  test('without such a column nothing is sorted', () => {
    expect(afterKeys(stateAt(visitTo('swap')), 'P').tables).toEqual({})
  })

  test.each(Object.keys(IN_TOP))('%s says in Processes what does it here', (key) => {
    const { notice, ...rest } = afterKeys(start, key)
    expect(notice).toBe(`${key}: ${IN_TOP[key]}`)
    expect(notice?.length).toBeLessThan(60)
    expect({ ...rest, notice: null }).toMatchObject({ dialog: null, tables: start.tables, tiles: start.tiles })
  })

  test('k is one row up; on the first row it says which key sends signals, as k of top does', () => {
    expect(afterKeys(start, 'j', 'k').notice).toBeNull()
    expect(afterKeys(start, 'j', 'k', 'k').notice).toMatch(/^k: x sends a signal/)
    expect(afterKeys(stateAt(visitTo('load')), 'k').notice).toBeNull()
  })
})

describe('other keys that do nothing', () => {
  test('a printed one says so', () => {
    expect(afterKeys(start, 'Q').notice).toBe('Q does nothing here; ? lists the keys')
    expect(afterKeys(start, 'e', 'n').notice).toBe('n does nothing here; ? lists the keys')
    expect(afterKeys(stateAt(visitTo('memory')), 'd').notice).toBe('d does nothing here; ? lists the keys')
  })

  test.each(['escape', 'backspace', 'f12', 'insert', 'C-x', 'up', '寬'])('%s is silent', (key) => {
    expect(afterKeys({ ...start, notice: 'hello' }, key).notice).toBeNull()
  })
})
