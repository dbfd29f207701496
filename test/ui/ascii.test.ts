import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ascii, type Text } from '../../src/text.ts'
import { draw } from '../../src/ui/draw.ts'
import { visitTo } from '../../src/ui/places.ts'
import type { Dialog } from '../../src/ui/state.ts'
import { update } from '../../src/ui/update.ts'
import { wholePanes } from '../../src/views/index.ts'
import { fixtureHost, frameText, looked, NO_COST, NOON, stateAt } from './drawing.ts'

const PLAIN = /^[\n -~]*$/

test('every sign of ours has a plain one that stands for it', () => {
  for (const folder of ['views', 'ui', 'model', 'findings'])
    for (const path of readdirSync(join('src', folder), { recursive: true, encoding: 'utf8' })) {
      if (!path.endsWith('.ts')) continue
      const signs = new Set(readFileSync(join('src', folder, path), 'utf8').match(/[^\x00-\x7e]/g) ?? [])
      const lost = [...signs].filter((sign) => ascii(sign as Text).includes('?'))
      expect(lost, `${folder}/${path}`).toEqual([])
    }
})

describe.each(wholePanes())('$id', async ({ id: pane }) => {
  const state = stateAt(visitTo(pane), { ascii: true })
  const { drawn, snapshot } = await looked(fixtureHost('swap-4node'), state)

  test('its help, to the last line', () => {
    for (let top = 0, last = ''; ; top += 10) {
      const dialog: Dialog = { kind: 'help', top }
      const words = frameText(draw({ ...state, dialog }, snapshot, NO_COST, NOON, drawn).frame)
      expect(words).toMatch(PLAIN)
      if (words === last) break
      last = words
    }
  })

  test.each(['0', 's', 'c', '/', '\\', 'x', 'p', 'm', 'tab'])('after the key %s', (key) => {
    const after = update(state, { kind: 'key', key }, drawn, snapshot).state
    expect(frameText(draw(after, snapshot, NO_COST, NOON, drawn).frame)).toMatch(PLAIN)
  })

  test.each([
    [59, 15],
    [30, 4],
    [200, 10],
  ])('where there is no room: %i×%i', (columns, rows) => {
    expect(frameText(draw({ ...state, columns, rows }, snapshot, NO_COST, NOON, drawn).frame)).toMatch(PLAIN)
  })
})
