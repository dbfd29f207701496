import { expect, test } from 'vitest'
import { scrolled, selected } from '../../src/ui/selection.ts'
import type { TableState } from '../../src/ui/state.ts'
import type { DrawnTable } from '../../src/ui/table.ts'
import type { TableSection } from '../../src/views/view.ts'

/** Rows are their own keys. */
const section = { key: String } as unknown as TableSection
const state = (key: string | null, index: number, top = 0) => ({ key, index, top }) as TableState
const drawn = (key: string | null, index: number) => ({ key, index }) as DrawnTable

test('the selected row is found by its key wherever it went', () => {
  expect(selected(section, state('30', 0), [50, 40, 30], null)).toBe(2)
  expect(selected(section, state('30', 0), [30, 40], drawn('30', 2))).toBe(0)
  expect(selected(section, state(null, 2), [50, 40, 30], null)).toBe(0)
  expect(selected(section, state('30', 2), [], null)).toBe(-1)
})

test('of one that is gone the selection stays where that stood last', () => {
  const rows = [10, 20, 30, 40]
  expect(selected(section, state('7', 1), rows, drawn('7', 2))).toBe(2)
  expect(selected(section, state('7', 9), rows, null)).toBe(3)
})

test('where another row was selected since, it is that of the other which counts', () => {
  expect(selected(section, state('7', 1), [10, 20, 30, 40], drawn('8', 3))).toBe(1)
  expect(selected(section, state('7', 1), [10, 20, 30, 40], drawn('7', -1))).toBe(1)
})

test('it keeps its line on the screen where it can', () => {
  // The third line of ten; its row went from 12 to 50.
  expect(scrolled(state('x', 12, 10), 50, 100, 10)).toBe(48)
  expect(scrolled(state('x', 12, 10), 1, 100, 10)).toBe(0)
  expect(scrolled(state('x', 12, 10), 99, 100, 10)).toBe(90)
  expect(scrolled(state('x', 12, 10), 3, 4, 10)).toBe(0)
  expect(scrolled(state('x', 12, 10), -1, 0, 10)).toBe(0)
})
