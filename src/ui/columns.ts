import type { Column } from '../views/view.ts'

/** A column as it is drawn: where it starts and how wide it is. */
export interface PlacedColumn {
  readonly column: Column
  readonly x: number
  readonly width: number
}

/** The first cell of a row says what holds for it: selected, tagged, followed. */
const GUTTER = 1

/**
 * Which columns are drawn: those that were chosen and that there are, or else as many as the width has room for, in order of priority. They stand
 * in the order in which they were chosen or declared, one cell apart; one that grows takes what is left.
 */
export function placeColumns(
  columns: readonly Column[],
  chosen: readonly string[] | null,
  width: number,
): readonly PlacedColumn[] {
  const found = (chosen ?? []).flatMap((id) => columns.find((column) => column.id === id) ?? [])
  const shown = found.length > 0 ? found : byPriority(columns, width)
  // Numbers stand at the right of their column; words would touch the sign.
  const gutter = shown[0]?.align === 'left' ? GUTTER + 1 : GUTTER
  const fixed = shown.reduce((sum, column) => sum + 1 + column.width, gutter - 1)
  let spare = Math.max(0, width - fixed)
  let x = gutter
  const placed: PlacedColumn[] = []
  for (const column of shown) {
    if (x >= width) break
    let cells = column.width
    if (column.grow) {
      cells += spare
      spare = 0
    }
    placed.push({ column, x, width: Math.min(cells, width - x) })
    x += cells + 1
  }
  return placed
}

/** Columns from this priority on make room for the wishes of others. */
const SELDOM = 5

function byPriority(columns: readonly Column[], width: number): readonly Column[] {
  let room = width - GUTTER + 1
  const taken = new Set<Column>()
  const wanted = columns.filter((column) => column.priority > 0)
  const wishes = wanted.reduce((sum, { wish, width: least }) => sum + Math.max(0, (wish ?? 0) - least), 0)
  for (const column of [...wanted].sort((a, b) => a.priority - b.priority)) {
    const kept = column.priority >= SELDOM ? wishes : 0
    if (column.width + 1 > room - kept) {
      if (column.priority > 1) continue
      break
    }
    taken.add(column)
    room -= column.width + 1
  }
  return wanted.filter((column) => taken.has(column))
}
