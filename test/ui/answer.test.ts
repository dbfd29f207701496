import { expect, test } from 'vitest'
import { draw } from '../../src/ui/draw.ts'
import { visitTo } from '../../src/ui/places.ts'
import { update } from '../../src/ui/update.ts'
import { expectWhole, fixtureHost, frameText, looked, NO_COST, NOON, stateAt } from './drawing.ts'

const visit = visitTo('system')
const { place } = visit
const onLo = stateAt({ ...visit, place: { ...place, page: 'network', about: { interface: 'lo' } } })
const { drawn, snapshot } = await looked(fixtureHost('load-d'), onLo)
const press = (state: typeof onLo, key: string) => update(state, { kind: 'key', key }, drawn, snapshot)

test('e asks ethtool on the page of an interface, and does nothing elsewhere', () => {
  expect(press(onLo, 'e').effects).toEqual([{ do: 'ethtool', interface: 'lo' }])
  expect(press(stateAt(visit), 'e').effects ?? []).toEqual([])
})

test('what a tool answers is cleaned, cut to the width, scrolled, and goes with a key', () => {
  const lines = [
    'Link',
    `long ${'x'.repeat(200)}`,
    'evil \u001b[31m',
    ...Array.from({ length: 50 }, (_, i) => `line ${i}`),
  ]
  const state = { ...onLo, dialog: { kind: 'answer' as const, title: 'ethtool lo', lines, top: 0 } }
  const { frame } = draw(state, snapshot, NO_COST, NOON, null)
  expectWhole(frame, 80, 24)
  expect(frameText(frame)).toContain('evil ?[31m')
  expect(frameText(frame)).not.toContain('line 40')
  const end = press(state, 'end').state
  expect(frameText(draw(end, snapshot, NO_COST, NOON, null).frame)).toContain('line 49')
  expect(press(end, 'escape').state.dialog).toBeNull()
})

const answer = {
  kind: 'answer' as const,
  title: 'ethtool lo',
  lines: Array.from({ length: 50 }, (_, i) => `line ${i}.`),
  top: 0,
}
const shown = (state: typeof onLo) => frameText(draw(state, snapshot, NO_COST, NOON, null).frame)

test('the end of a page fills its room, and so it does when the terminal grows', () => {
  const end = press({ ...onLo, dialog: answer }, 'end').state
  expect(shown(end)).toContain('line 49.\n')
  expect(shown(end).split('\n')[22]).toContain('line 49.')
  expect(shown(press(end, 'down').state)).toBe(shown(end))
  const larger = { ...end, rows: 60 }
  expect(shown(larger)).toContain('line 0.')
  expect(shown(press({ ...end, rows: 34 }, 'up').state)).toContain('line 18.')
})

test('what fits is not scrolled', () => {
  const state = { ...onLo, dialog: { ...answer, lines: answer.lines.slice(0, 21) } }
  expect(shown(state)).toContain('line 20.')
  expect(press(state, 'down').state.dialog).toMatchObject({ top: 0 })
})

test('the screen is drawn anew under whatever is open', () => {
  const { state, effects } = press({ ...onLo, dialog: answer }, 'C-l')
  expect([state.dialog?.kind, effects]).toEqual(['answer', [{ do: 'repaint' }]])
})
