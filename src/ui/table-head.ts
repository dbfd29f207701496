import type { Line } from '../style.ts'
import { width as cellsOf, fit, type Text, text } from '../text.ts'
import type { PlacedColumn } from './columns.ts'
import { NO_TEXT, SPACE, Spans } from './spans.ts'

/** The titles of the columns, the one that is sorted by marked. `aside` goes where the last leaves room. */
export function headLine(
  columns: readonly PlacedColumn[],
  sort: { by: string; reverse: boolean },
  tree: boolean,
  aside: readonly Text[],
): Line {
  const spans = new Spans('head').add(gutterOf(columns, SPACE), 'head')
  const mark = sort.reverse ? DOWN : UP
  let gap: Text | null = null
  columns.forEach(({ column, width }, i) => {
    const on = column.id === sort.by && !tree
    if (i > 0) spans.add(gap ?? SPACE, gap ? 'head-sort' : 'head')
    // As in htop: a title that fills its column stays whole, and the mark takes the gap after it.
    gap = on && i < columns.length - 1 && column.title.length >= width ? mark : null
    const inside = on && gap === null
    const title = text`${headText(column.title, width - (inside ? 1 : 0))}${inside ? mark : NO_TEXT}`
    const style = on ? 'head-sort' : 'head'
    const room = i === columns.length - 1 && column.align === 'left' ? width - cellsOf(title) - 1 : 0
    const note = aside.find((words) => cellsOf(words) <= room)
    if (note === undefined) spans.add(fit(title, width, column.align), style)
    else spans.add(text`${title} `, style).add(fit(note, room, 'right'), 'head')
  })
  return spans.line('head')
}

/** The cells before the first column, with the sign that says what holds for the row. */
export function gutterOf(columns: readonly PlacedColumn[], mark: Text): Text {
  return (columns[0]?.x ?? 1) > 1 ? text`${mark} ` : mark
}

const DOWN = text`▼`
const UP = text`▲`

function headText(title: string, width: number): Text {
  return (title.length > width ? title.slice(0, Math.max(0, width)) : title) as Text
}
