import type { Line, Span, Style } from '../style.ts'
import { fit, type Text, text, width } from '../text.ts'
import type { Cell, TableSection } from '../views/view.ts'
import { cutAtWord } from '../views/words.ts'
import { type PlacedColumn, type Placing, placed } from './columns.ts'
import { compileFilter, type Filter } from './filter.ts'
import { type Order, orderRows } from './order.ts'
import { orderLarge } from './order-large.ts'
import { sliceKeys } from './order-slices.ts'
import { scrolled, selected } from './selection.ts'
import { clipped, NO_TEXT, plain, SPACE, Spans } from './spans.ts'
import type { TableState } from './state.ts'
import { gutterOf, headLine } from './table-head.ts'
import { progressOf, wholeFiles } from './whole-files.ts'

/** A table as it was drawn: what the keys need to know, and what makes the next drawing cheap. */
export interface DrawnTable {
  readonly section: TableSection
  readonly order: Order
  readonly filter: Filter
  /** Row numbers from the first to the last, filtered and sorted, or as a tree. */
  readonly rows: readonly number[]
  /** Position of the selection in `rows`; −1: there is nothing. */
  readonly index: number
  readonly top: number
  /** Lines that show rows. */
  readonly height: number
  readonly columns: readonly PlacedColumn[]
  readonly placing: Placing
  /** The sweep its order was settled by; null: none is needed. */
  readonly settled: number | null
  /** The key that was looked for: if its row goes, the selection stays where it stood. */
  readonly key: string | null
  readonly sort: { readonly by: string; readonly reverse: boolean }
}

/** Whether this table has the keys: only then its selection is drawn. */
export interface TableView {
  readonly width: number
  readonly height: number
  readonly focused: boolean
}

/** The table's lines: title, heads, rows; and what was drawn where. */
export function drawTable(
  section: TableSection,
  state: TableState,
  view: TableView,
  last: DrawnTable | null,
): { readonly lines: readonly Line[]; readonly drawn: DrawnTable } {
  const sort = state.sort ?? section.sort
  const filter = compileFilter(state.filter, section, last?.filter ?? null)
  const settled = section.settled ?? null
  const order = orderOf(section, sort, filter, last, settled)
  const branches = section.tree ? shownBranches(section, order) : null
  const rows = branches ? branches.map((branch) => branch.row) : order.rows
  const lines: Line[] = []
  const progress = progressOf(section, () => wholeFiles({ section, sort, filter }, state.find))
  if (section.title !== null || progress || filter.text !== '')
    lines.push(clipped(titleLine(section, state, filter, progress, rows.length, view.width), view.width))
  const height = Math.max(0, view.height - lines.length - headRows(section))
  const index = selected(section, state, rows, last)
  const top = scrolled(state, index, rows.length, height)
  const placing = placed(last?.placing ?? null, section.columns, state.columns, view.width)
  const columns = placing.placed
  if (!section.line) lines.push(headLine(columns, sort, section.tree != null, section.aside ?? []))
  if (rows.length === 0 && height > 0)
    lines.push(
      clipped(
        plain(text`  ${filter.text === '' ? section.empty : progress ? NOTHING_YET : NOTHING}`, 'dim'),
        view.width,
      ),
    )
  const end = Math.min(rows.length, top + height)
  for (let at = top; at < end; at++) {
    const row = rows[at] as number
    const isSelected = view.focused && at === index
    const above = at > top ? (rows[at - 1] as number) : -1
    const branch = branches?.[at]?.branch ?? null
    lines.push(
      section.line
        ? listLine(section.line(row, view.width - 1), isSelected, view.width)
        : rowLine(section, row, above, branch, columns, state, isSelected),
    )
  }
  const { key } = state
  const drawn = { section, order, filter, rows, index, top, height, columns, placing, settled, key, sort }
  return { lines, drawn }
}

/** The rows a filter lets through, in order: the table without a screen. */
export function rowsOf(
  section: TableSection,
  filter: string,
  sort: { readonly by: string; readonly reverse: boolean },
): readonly number[] {
  return orderOf({ ...section, hidden: () => false }, sort, compileFilter(filter, section, null), null, null).rows
}

const NOTHING = text`no row fits the filter (Esc clears it)`
const NOTHING_YET = text`no row that was read so far fits the filter`

function orderOf(
  section: TableSection,
  sort: { by: string; reverse: boolean },
  filter: Filter,
  last: DrawnTable | null,
  settled: number | null,
): Order {
  if (section.version) return orderLarge(section, section.version, sort, filter, last)
  const column = section.columns.find((c) => c.id === sort.by)
  const by = column?.by
  const shows = (row: number) => !section.hidden?.(row) && filter.shows(row)
  const ids = section.ids ?? Array.from({ length: section.count }, (_, row) => section.id_of(row))
  const slices = column?.dear
    ? sliceKeys(
        last?.order.by === sort.by ? last.order : null,
        ids,
        column,
        settled === null || last?.settled !== settled,
      )
    : null
  return orderRows(last?.filter === filter || last?.filter.text === filter.text ? (last?.order ?? null) : null, {
    count: section.count,
    ids,
    numeric: column?.unit !== 'text' && column?.unit !== undefined,
    key: by ?? (() => null),
    ...(column?.keys && { made: column.keys }),
    ...slices,
    shows,
    by: sort.by,
    reverse: sort.reverse,
  })
}

/** In a tree a row that fits the filter brings the rows above it along. */
function shownBranches(
  section: TableSection,
  order: Order,
): readonly { readonly row: number; readonly branch: Text }[] {
  const fits = new Set(order.rows)
  return (section.tree ?? []).filter((branch) => fits.has(branch.row))
}

/** What is said after the title tells how far it may be believed: the title gives way to it, down to its first words. */
function titleLine(
  section: TableSection,
  state: TableState,
  filter: Filter,
  progress: Text | null,
  count: number,
  cells: number,
): Line {
  const notes: Span[] = []
  const note = (words: Text, style: Style) => notes.push({ text: text`  ${words}`, style })
  if (filter.error) note(text`filter not understood: ${filter.shown}  ${filter.error}`, 'warning')
  else if (filter.text !== '') note(text`filter: ${filter.shown}  ${count} of ${section.count}`, 'info')
  if (state.tagged.size > 0) note(text`${state.tagged.size} tagged`, 'tagged')
  if (state.follow) note(text`following`, 'followed')
  if (progress) note(progress, 'dim')
  const room = notes.reduce((left, { text }) => left - width(text), cells - 1)
  const title = cutAtWord(section.title ?? NO_TEXT, Math.max(FIRST_WORDS, room))
  const name = title.split(/ {2}| \(/, 1)[0] as Text
  const spans = new Spans('plain').add(text` ${name}`, 'title').add(title.slice(name.length) as Text, 'plain')
  for (const { text, style } of notes) spans.add(text, style)
  return spans.line()
}

const FIRST_WORDS = 24

function rowLine(
  section: TableSection,
  row: number,
  above: number,
  branch: Text | null,
  columns: readonly PlacedColumn[],
  state: TableState,
  isSelected: boolean,
): Line {
  const isTagged = state.tagged.size > 0 && state.tagged.has(section.key(row))
  const over: Style | null = isSelected ? (state.follow ? 'followed' : 'selected') : isTagged ? 'tagged' : null
  const base = over ?? section.style?.(row) ?? 'plain'
  // What is critical has a ground of its own: a cell in another style would be a hole in it.
  const ground = over ?? (base === 'critical' ? base : null)
  const sign = isSelected ? (state.follow ? FOLLOW : HERE) : isTagged ? TAG : SPACE
  const spans = new Spans(base).add(gutterOf(columns, sign), base)
  for (let i = 0; i < columns.length; i++) {
    const { column, width } = columns[i] as PlacedColumn
    const cell = column.cell(row)
    let words = typeof cell === 'string' ? cell : cell.text
    const own = typeof cell === 'string' ? base : cell.style
    const style = ground !== null && !own.startsWith('series') ? ground : own
    if (column.once && above >= 0 && !isSelected && textOf(column.cell(above)) === words) words = NO_TEXT
    const under = branch !== null && column.grow ? branch : NO_TEXT
    const room = Math.max(1, width - under.length)
    if (column.sentence && words.length > room) words = cutAtWord(words, room)
    const whole = under === NO_TEXT ? words : text`${under}${words}`
    // Of most cells the blank before them is one more that pads them.
    if (i > 0 && column.align === 'right' && style === base && words.length <= width)
      spans.add(fit(whole, width + 1, 'right'), style)
    else {
      if (i > 0) spans.add(SPACE, base)
      spans.add(fit(whole, width, column.align, i < columns.length - 1 ? CUT[column.align] : undefined), style)
    }
  }
  return over ? spans.line(over) : spans.line()
}

/** What is critical has a ground of its own, and keeps it where the row is chosen. */
function listLine(own: readonly Span[], isSelected: boolean, width: number): Line {
  const style = isSelected ? 'selected' : 'plain'
  const spans = new Spans(style).add(isSelected ? HERE : SPACE, style)
  for (const span of own) spans.add(span.text, isSelected && span.style !== 'critical' ? style : span.style)
  return clipped(isSelected ? spans.line(style) : spans.line(), width)
}

function textOf(cell: Cell): Text {
  return typeof cell === 'string' ? cell : cell.text
}

/** A name that was cut would look like another one; what runs off the screen's edge is seen to. */
const CUT = { left: text`…`, right: text`+` }
const HERE = text`›`
const FOLLOW = text`»`
const TAG = text`*`

/** Lines a table can use: its rows or the line that says why there are none, heads and title. */
export function tableLines(section: TableSection, isFiltered = false): number {
  return (
    Math.max(1, section.count) +
    headRows(section) +
    (section.title !== null || progressOf(section, () => []) || isFiltered ? 1 : 0)
  )
}

/** A list has no heads. */
export function headRows({ line }: Pick<TableSection, 'line'>): 0 | 1 {
  return line ? 0 : 1
}

/** Position of the row that the table's `line`-th line below its heads shows; −1: none. */
export function rowAt(drawn: DrawnTable, line: number): number {
  const at = drawn.top + line
  return line >= 0 && line < drawn.height && at < drawn.rows.length ? at : -1
}

/** The column whose head is at this cell. */
export function columnAt(drawn: DrawnTable, x: number): PlacedColumn | null {
  return drawn.columns.find((column) => x >= column.x && x < column.x + column.width) ?? null
}
