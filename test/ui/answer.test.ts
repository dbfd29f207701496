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
