import type { Column } from '../views/view.ts'

/** A column as it is drawn: where it starts and how wide it is. */
export interface PlacedColumn {
  readonly column: Column
  readonly x: number
  readonly width: number
}

/** What a placing was made from. */
export interface Placing {
  readonly placed: readonly PlacedColumn[]
  readonly from: readonly Column[]
  readonly chosen: readonly string[] | null
  readonly width: number
}

/** The same places where nothing has changed that they depend on: at most ticks only what the columns show is new. */
export function placed(
  last: Placing | null,
  from: readonly Column[],
  chosen: readonly string[] | null,
  width: number,
): Placing {
  if (last && last.from === from && last.chosen === chosen && last.width === width) return last
  if (!last || last.width !== width || last.chosen !== chosen || !areAlike(last.from, from))
    return { placed: placeColumns(from, chosen, width), from, chosen, width }
  const by = new Map(from.map((column) => [column.id, column]))
  const again = last.placed.map((place) => ({ ...place, column: by.get(place.column.id) ?? place.column }))
  return { placed: again, from, chosen, width }
}

function areAlike(a: readonly Column[], b: readonly Column[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, i) => {
      const other = b[i] as Column
      return (
        one.id === other.id &&
        one.priority === other.priority &&
        one.width === other.width &&
        one.grow === other.grow &&
        one.wish === other.wish &&
        one.align === other.align
      )
    })
  )
}

/** The first cell of a row says what holds for it: selected, tagged, followed. */
const GUTTER = 1

/**
 * Which columns are drawn: of those that were chosen and that there are, or else of all, as many as the width has room for, in order of priority. They stand
 * in the order in which they were chosen or declared, one cell apart; one that grows takes what is left.
 */
export function placeColumns(
  columns: readonly Column[],
  chosen: readonly string[] | null,
  width: number,
): readonly PlacedColumn[] {
  const found = (chosen ?? []).flatMap((id) => columns.find((column) => column.id === id) ?? [])
  const shown = byPriority(
    found.length > 0 ? found.map((column) => ({ column, rank: column.priority || CHOSEN })) : ranked(columns),
    width,
  )
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

/** Of a column that shows only when chosen: after those that always show. */
const CHOSEN = 1.5

interface Ranked {
  readonly column: Column
  readonly rank: number
}

function ranked(columns: readonly Column[]): readonly Ranked[] {
  return columns.filter(({ priority }) => priority > 0).map((column) => ({ column, rank: column.priority }))
}

function byPriority(wanted: readonly Ranked[], width: number): readonly Column[] {
  let room = width - GUTTER + 1
  const taken = new Set<Column>()
  const wishes = wanted.reduce((sum, { column: { wish, width: least } }) => sum + Math.max(0, (wish ?? 0) - least), 0)
  for (const { column, rank } of [...wanted].sort((a, b) => a.rank - b.rank)) {
    const kept = rank >= SELDOM ? wishes : 0
    if (column.width + 1 > room - kept) {
      if (rank > 1) continue
      break
    }
    taken.add(column)
    room -= column.width + 1
  }
  return wanted.flatMap(({ column }) => (taken.has(column) ? [column] : []))
}
