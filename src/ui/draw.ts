import type { Snapshot } from '../model/snapshot.ts'
import type { Line } from '../style.ts'
import { ascii, type Text, text } from '../text.ts'
import { paneById, viewById } from '../views/index.ts'
import type { Place, Section } from '../views/view.ts'
import { chartLines, chartRows } from './chart.ts'
import { drawCurves } from './curves.ts'
import { dialogLines } from './dialog.ts'
import { footerLine } from './footer.ts'
import type { CurveSpot, Frame } from './frame.ts'
import { headerLine, type SelfCost, tabLine } from './header.ts'
import { shareRows } from './layout.ts'
import { pageLine } from './page-line.ts'
import { BLANK, clipped, NO_TEXT, plain } from './spans.ts'
import { fromActive, type State, type Tile, tableOf, tableState, type Visit } from './state.ts'
import { type DrawnTable, drawTable, tableLines } from './table.ts'
import { tooSmallLines } from './too-small.ts'

/** A frame and what is where on it: keys and the mouse are answered from it, and the next drawing is cheaper for it. */
export interface Drawn {
  readonly frame: Frame
  /** By table id. */
  readonly tables: ReadonlyMap<string, DrawnTable>
  /** Of the tile that has the keys: its sections from top to bottom. */
  readonly sections: readonly DrawnSection[]
  /** The section that has the keys; null: the place has no table. */
  readonly focused: string | null
}

export interface DrawnSection {
  readonly section: Section
  readonly tile: number
  readonly y: number
  readonly height: number
}

/** No terminal is that high. */
const TALLEST = 100_000

/** Below this nothing is legible: one line says so. */
export const SMALLEST = { columns: 60, rows: 15 }

export function isTooSmall({ columns, rows }: Pick<State, 'columns' | 'rows'>): boolean {
  return columns < SMALLEST.columns || rows < SMALLEST.rows
}

/** The whole screen from what a person set and what the models say. */
export function draw(state: State, snapshot: Snapshot, self: SelfCost, now: Date, last: Drawn | null): Drawn {
  const { columns, rows } = state
  if (isTooSmall(state)) return tooSmall(state, last)
  const lines: Line[] = [clipped(headerLine(state, snapshot, self, now), columns)]
  if (state.tabs) lines.push(clipped(tabLine(state), columns))
  const tables = new Map<string, DrawnTable>()
  const sections: DrawnSection[] = []
  const spots: CurveSpot[] = []
  const room = rows - lines.length - 1
  const share = Math.floor(room / state.tiles.length)
  state.tiles.forEach((tile, i) => {
    const height = i === state.tiles.length - 1 ? room - share * i : share
    // One by one: a printed frame may have more lines than a call takes arguments.
    for (const line of drawTile(state, tile, i, snapshot, lines.length, height, last, tables, sections, spots))
      lines.push(line)
  })
  const own = sections.filter((section) => section.tile === state.tile)
  const drawn = {
    tables,
    sections,
    focused: focusOf(
      own.map((s) => s.section),
      chosenIn(state, state.tile),
    ),
  }
  const dialog = state.dialog ? dialogLines(state, drawn) : null
  if (dialog)
    lines.splice(
      lines.length - dialog.lines.length,
      dialog.lines.length,
      ...dialog.lines.map((line) => clipped(line, columns)),
    )
  lines.push(clipped(footerLine(state, drawn), columns))
  const cursor = dialog?.cursor ? { x: dialog.cursor.x, y: rows - 1 - dialog.lines.length + dialog.cursor.y } : null
  const curves = inSight(spots, rows - 1 - (dialog?.lines.length ?? 0))
  const frame = { columns, rows, lines, cursor, ...(curves.length > 0 && { curves }) }
  return { frame: finish(frame, state.ascii), ...drawn }
}

function drawTile(
  state: State,
  tile: Tile,
  index: number,
  snapshot: Snapshot,
  y: number,
  height: number,
  last: Drawn | null,
  tables: Map<string, DrawnTable>,
  sections: DrawnSection[],
  spots: CurveSpot[],
): Line[] {
  const { place, title } = visit(tile)
  const view = viewById(place.view)
  const lines: Line[] = []
  if (state.tiles.length > 1) {
    const name = (view.crumb?.(place) ?? true) ? title : (paneById(view.id).title as Text)
    const waits = isReadLater(state, place) ? text`(read while it has the keys: Tab) ` : NO_TEXT
    lines.push(clipped(plain(text`── ${name} ${waits}${'─'.repeat(state.columns) as Text}`, 'title'), state.columns))
  }
  if (view.pages) lines.push(pageLine(view.pages, place.page, state.columns))
  const look = { columns: state.columns, rows: height, mark: state.mark?.view === view.id ? state.mark : null }
  const shown = view.sections(snapshot, place, look).filter(({ from = 0 }) => height >= from)
  const ready = shown.map((section) => (section.kind === 'lines' ? section.lines(state.columns, height) : null))
  const claims = shown.map((section, i) => ({
    priority: section.priority,
    least: section.least,
    rest: height < (section.rest ?? 0),
    most:
      section.kind === 'lines'
        ? (ready[i]?.length ?? 0)
        : section.kind === 'chart'
          ? chartRows(section)
          : tableLines(section, tableState(state, section.id).filter !== ''),
  }))
  const shares = shareRows(claims, height - lines.length)
  const focused = focusOf(shown, chosenIn(state, index))
  shown.forEach((section, i) => {
    const rows = shares[i] as number
    if (rows === 0) return
    sections.push({ section, tile: index, y: y + lines.length, height: rows })
    if (section.kind === 'lines')
      for (const line of exactly(ready[i] ?? [], rows)) lines.push(clipped(line, state.columns))
    else if (section.kind === 'chart') {
      const curves = state.ascii ? null : drawCurves(section, state.columns, rows)
      if (curves) spots.push({ ...curves.spot, y: y + lines.length + curves.spot.y })
      for (const line of exactly(curves?.lines ?? chartLines(section, state.columns, rows), rows))
        lines.push(clipped(line, state.columns))
    } else {
      const { lines: own, drawn } = drawTable(
        section,
        tableState(state, section.id),
        { width: state.columns, height: rows, focused: index === state.tile && section.id === focused },
        last?.tables.get(section.id) ?? null,
      )
      tables.set(section.id, drawn)
      for (const line of exactly(own, rows)) lines.push(line)
    }
  })
  // What is printed has no bottom that must be reached.
  return height > TALLEST ? lines : [...exactly(lines, height)]
}

/** Whether another process is looked at closely meanwhile: wants-of.ts. */
function isReadLater(state: State, { view, about }: Place): boolean {
  const read = fromActive(state)
    .map((tile) => visit(tile).place)
    .find((place) => place.view === 'process')
  return view === 'process' && read?.about.pid !== about.pid
}

function visit(tile: Tile): Visit {
  return tile.trail[tile.trail.length - 1] as Visit
}

/** The section that was chosen in this tile: by what is open, else by a key. */
function chosenIn(state: State, index: number): string | null {
  return (index === state.tile ? tableOf(state) : null) ?? visit(state.tiles[index] as Tile).section
}

/** The section that has the keys: the chosen one while it is there, else the first table. */
function focusOf(sections: readonly Section[], chosen: string | null): string | null {
  const tables = sections.filter((section) => section.kind === 'table')
  return (tables.find((section) => section.id === chosen) ?? tables[0])?.id ?? null
}

/** What of them is above the line `end`. */
function inSight(spots: readonly CurveSpot[], end: number): readonly CurveSpot[] {
  return spots.filter(({ y }) => y < end).map((spot) => ({ ...spot, shown: Math.min(spot.rows, end - spot.y) }))
}

function exactly(lines: readonly Line[], rows: number): readonly Line[] {
  if (lines.length === rows) return lines
  return lines.length > rows ? lines.slice(0, rows) : [...lines, ...new Array<Line>(rows - lines.length).fill(BLANK)]
}

function finish(frame: Frame, plainCharacters: boolean): Frame {
  if (!plainCharacters) return frame
  const spans = (line: Line): Line => ({
    ...line,
    spans: line.spans.map((span) => ({ ...span, text: ascii(span.text) })),
  })
  return { ...frame, lines: frame.lines.map(spans) }
}

function tooSmall(state: State, last: Drawn | null): Drawn {
  const { columns, rows } = state
  const frame = { columns, rows, lines: tooSmallLines(state, SMALLEST), cursor: null }
  return { frame, tables: last?.tables ?? new Map(), sections: [], focused: null }
}
