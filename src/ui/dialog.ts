import type { Line } from '../style.ts'
import { clean, cut, fit, type Text, text, width } from '../text.ts'
import { cutAtWord, wrapWords } from '../views/words.ts'
import type { Drawn } from './draw.ts'
import { helpLines } from './help.ts'
import { hereOf } from './here.ts'
import { type PickDialog, pickNow } from './picks.ts'
import { plain, Spans } from './spans.ts'
import type { Dialog, Pick, State } from './state.ts'

/** What covers the lower part of the pane, and where one types; y counts from its first line. */
export interface DrawnDialog {
  readonly lines: readonly Line[]
  readonly cursor: { readonly x: number; readonly y: number } | null
}

/** What is behind the dialog. */
export type Behind = Omit<Drawn, 'frame'>

export function dialogLines(state: State, drawn: Behind): DrawnDialog | null {
  const { dialog } = state
  if (!dialog) return null
  if (dialog.kind === 'input') return inputLines(dialog, state.columns, mistakeIn(dialog, drawn))
  if (dialog.kind === 'pick') return pickLines(pickNow(dialog, hereOf(state, drawn).table), state)
  if (dialog.kind === 'confirm') return confirmLines(dialog, state)
  if (dialog.kind === 'answer') return answerPage(state, dialog)
  return helpPage(state, dialog.top, drawn)
}

type Input = Extract<Dialog, { kind: 'input' }>

function mistakeIn({ purpose, table }: Input, { tables }: Behind): Text | null {
  return purpose === 'filter' ? (tables.get(table)?.filter.error ?? null) : null
}

/** A mistake is told whole: beside what is typed, or where it is too long for that in lines above it. */
function inputLines(dialog: Input, columns: number, mistake: Text | null): DrawnDialog {
  const prompt = dialog.purpose === 'find' ? text` Find: ` : text` Filter: `
  const hint =
    dialog.purpose === 'find'
      ? text` Enter keeps, then n and N `
      : text` cpu>20  mem>1G  user=www  state=D  and or not `
  const typed = tail(clean(dialog.text), columns - width(prompt) - 1)
  const room = columns - width(prompt) - width(typed) - 1
  const line = new Spans('input').add(prompt, 'title').add(typed, 'input').add(text` `, 'input')
  const said = mistake ? text` ${mistake} ` : hint
  if (room >= width(said)) line.add(fit(said, room, 'right'), mistake ? 'warning' : 'dim')
  const rows = mistake && room < width(said) ? wrapWords(mistake, columns - 2).slice(0, MOST_MISTAKEN) : []
  return {
    lines: [...rows.map((row) => plain(fit(text` ${row}`, columns, 'left'), 'warning')), line.line('input')],
    cursor: { x: Math.min(columns - 1, width(prompt) + width(typed)), y: rows.length },
  }
}

/** A mistake quotes what was typed: that may be long. */
const MOST_MISTAKEN = 4

/** The end of what is typed: that is where the cursor is. */
function tail(typed: Text, cells: number): Text {
  if (width(typed) <= cells) return typed
  const characters = [...typed] as Text[]
  let first = characters.length
  for (let room = cells; first > 0; first--) {
    room -= width(characters[first - 1] as Text)
    if (room < 0) break
  }
  return characters.slice(first).join('') as Text
}

function pickLines({ pick, at }: PickDialog, state: State): DrawnDialog {
  const rows = Math.min(pick.items.length, state.rows - 4)
  const top = Math.max(0, Math.min(at - Math.floor(rows / 2), pick.items.length - rows))
  const titles = Math.min(state.columns >> 1, Math.max(...pick.items.map((item) => width(clean(item.title)))) + 1)
  const lines: Line[] = [
    new Spans('head').add(fit(text` ${clean(pick.title)}`, state.columns, 'left'), 'head').line('head'),
  ]
  for (let i = top; i < top + rows; i++) {
    const item = pick.items[i] as Pick['items'][number]
    const style = i === at ? 'selected' : 'plain'
    const mark = item.on === null ? (i === at ? text` › ` : text`   `) : item.on ? text` [x] ` : text` [ ] `
    const spans = new Spans(style).add(mark, style).add(fit(clean(item.title), titles, 'left'), style)
    const room = state.columns - width(mark) - titles - 1
    const help = cutAtWord(clean(item.help), Math.max(0, room - 1))
    spans.add(fit(text` ${help}`, Math.max(0, room), 'left'), i === at ? 'selected' : 'dim')
    lines.push(i === at ? spans.line('selected') : spans.line())
  }
  return { lines, cursor: null }
}

function confirmLines({ title, lines }: Extract<Dialog, { kind: 'confirm' }>, { columns, rows }: State): DrawnDialog {
  const room = rows - 5
  const shown = lines.length > room ? lines.slice(0, room - 1) : lines
  const more = lines.length - shown.length
  return {
    lines: [
      plain(fit(text` ${clean(title)}`, columns, 'left'), 'warning'),
      ...shown.map((line) => plain(cut(text` ${clean(line)}`, columns))),
      ...(more > 0 ? [plain(text` and ${more} more`)] : []),
    ],
    cursor: null,
  }
}

function answerPage(state: State, { title, lines: all, top }: Extract<Dialog, { kind: 'answer' }>): DrawnDialog {
  return scrolledPage(
    state,
    text` ${clean(title)}`,
    all.map((line) => plain(cut(text` ${clean(line)}`, state.columns))),
    top,
  )
}

function helpPage(state: State, top: number, drawn: Behind): DrawnDialog {
  const here = hereOf(state, drawn)
  return scrolledPage(state, text` Help: ${here.visit.title}`, helpLines(here), top)
}

/** Lines of a page that is scrolled: all but the header, its title and the footer. */
export function pageRows({ rows }: State): number {
  return rows - 3
}

function scrolledPage(state: State, title: Text, all: readonly Line[], from: number): DrawnDialog {
  const rows = pageRows(state)
  // The terminal may have grown since, or what is listed become shorter.
  const top = Math.max(0, Math.min(from, all.length - rows))
  const more = all.length > top + rows ? text`  (more below: PgDn)` : text``
  const head = text`${title}${more}   Esc closes`
  const lines = [
    new Spans('head').add(fit(head, state.columns, 'left'), 'head').line('head'),
    ...all.slice(top, top + rows),
  ]
  while (lines.length < rows + 1) lines.push(plain(text``))
  return { lines, cursor: null }
}
