import type { TableSection } from '../views/view.ts'
import type { TableState } from './state.ts'
import type { DrawnTable } from './table.ts'

/** Where the selected row stands now: by its key, and where that went, where it stood; −1: there is nothing. */
export function selected(
  section: TableSection,
  state: TableState,
  rows: readonly number[],
  last: DrawnTable | null,
): number {
  if (rows.length === 0) return -1
  if (state.key === null) return 0
  const stood = last && last.key === state.key && last.index >= 0 ? last.index : state.index
  const near = rows[stood]
  if (near !== undefined && section.key(near) === state.key) return stood
  const at = section.row_of ? rows.indexOf(section.row_of(state.key)) : firstOf(section, state.key, rows)
  if (at >= 0) return at
  return Math.min(stood, rows.length - 1)
}

/** The selection keeps its line on the screen where it can, so that nothing moves under the cursor. */
export function scrolled(state: TableState, index: number, count: number, height: number): number {
  if (index < 0 || height <= 0) return 0
  const line = Math.min(Math.max(0, state.index - state.top), height - 1)
  const top = state.key === null ? state.top : index - line
  const low = Math.max(0, Math.min(index - height + 1, count - height))
  return Math.max(0, Math.min(Math.max(top, low), index, Math.max(0, count - height)))
}

function firstOf(section: TableSection, key: string, rows: readonly number[]): number {
  for (let at = 0; at < rows.length; at++) if (section.key(rows[at] as number) === key) return at
  return -1
}
