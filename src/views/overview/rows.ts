import { age } from '../../format.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { type Text, text } from '../../text.ts'
import type { Room } from '../view.ts'
import { foundRows } from './found.ts'
import { labelled, type Row, span } from './row.ts'
import { subjectLine } from './subject-line.ts'
import { subjectsOf } from './subjects.ts'
import { topRows } from './top.ts'

/** Where nobody said how large it is: as an old terminal is. */
const USUAL: Room = { columns: 80, rows: 21, mark: null }
/** The line of pages, and what is kept for the consumers. */
const PAGES = 1
const LEAST_TOP = 2
const MOST_TOP = 10
/** Lines that findings have in any case: where there is no room, the rest is below the edge. */
const LEAST_FOUND = 7
/** From so many on, a blank line parts what belongs together. */
const TALL = 36

/** All lines: what is wrong, the subjects, who uses most. */
export function overviewRows(snapshot: Snapshot, room: Room = USUAL): readonly Row[] {
  const { mark } = room
  const history = snapshot.facts.captured ? null : snapshot.history
  const rows = room.rows - PAGES
  const subjects = subjectsOf(snapshot).map(
    (subject): Row => ({
      key: subject.id,
      line: (cells) => subjectLine(subject, cells, history, mark),
      drill: subject.drill,
      under: false,
    }),
  )
  const isTall = rows >= TALL
  const blank = (key: string): readonly Row[] => (isTall ? [blankRow(key)] : [])
  const marked = mark ? [markRow(snapshot, mark.at)] : []
  const fixed = subjects.length + LEAST_TOP + marked.length + (isTall ? 2 : 0)
  const found = foundRows(snapshot, room.columns - 1, Math.max(LEAST_FOUND, rows - fixed))
  const left = rows - found.length - fixed + LEAST_TOP
  const top = topRows(snapshot, Math.max(LEAST_TOP, Math.min(MOST_TOP, left)))
  return [...found, ...marked, ...blank('blank:found'), ...subjects, ...blank('blank:top'), ...top]
}

function blankRow(key: string): Row {
  return { key, line: () => [], drill: null, under: true }
}

function markRow(snapshot: Snapshot, since: number): Row {
  const words: Text = text`kept ${age((snapshot.samples.after.at - since) / 1e9)} ago: + and − are what changed since (m: no more)`
  return { key: 'mark', line: () => labelled(text`Mark`, span(words, 'changed')), drill: null, under: false }
}
