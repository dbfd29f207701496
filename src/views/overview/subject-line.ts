import type { History } from '../../model/history.ts'
import type { Span } from '../../style.ts'
import { fit, pad, type Text, text, width } from '../../text.ts'
import type { Mark } from '../view.ts'
import { spark } from './spark.ts'
import type { Piece, Subject } from './subject.ts'

/** Cells of a label; the longest has eight letters. */
export const LABEL = 9
const GAP = 2
/** The most there was, beside a curve that has no scale of its own. */
const MOST = 15

/** The subject in so many cells: what can be spared is left out until it fits, and the curve stands at the right edge. */
export function subjectLine(
  { id, label, pieces, curve }: Subject,
  cells: number,
  history: History | null,
  mark: Mark | null,
): readonly Span[] {
  const drawn = history && curve ? sparkCells(cells) : 0
  const beside = drawn > 0 ? drawn + GAP + (cells >= WIDE ? MOST : 0) : 0
  const spans: Span[] = [{ text: pad(label, LABEL), style: 'label' }]
  let used = LABEL
  for (const piece of fitting(pieces, cells - LABEL - beside, mark, id)) {
    if (used > LABEL) spans.push({ text: text`  `, style: 'plain' })
    used += (used > LABEL ? GAP : 0) + cellsOf(piece)
    spans.push(...piece.spans)
  }
  // With a mark the numbers may need the room.
  if (!history || !curve || drawn === 0 || used > cells - beside) return spans
  const { line, most } = spark(history, curve.kept ?? seriesOf(id), drawn, curve.top)
  const peak = cells >= WIDE && curve.top === null && (most ?? 0) > 0 ? text`max ${curve.format(most ?? 0)}` : text``
  spans.push({ text: fit(text``, Math.max(0, cells - used - beside + GAP)), style: 'plain' })
  if (cells >= WIDE) spans.push({ text: fit(text`${peak} `, MOST, 'right'), style: 'dim' })
  return [...spans, { text: line, style: 'series1' }]
}

const WIDE = 140

/** The name of its numbers in the history. */
export function seriesOf(id: string): string {
  return `overview.${id}`
}

function sparkCells(cells: number): number {
  if (cells < 72) return 0
  return cells < 100 ? 8 : cells < WIDE ? 16 : 30
}

function fitting(pieces: readonly Piece[], room: number, mark: Mark | null, id: string): readonly Piece[] {
  let shown = pieces.map((piece) => changed(piece, mark, id))
  for (;;) {
    const cells = shown.reduce((sum, piece) => sum + cellsOf(piece) + GAP, -GAP)
    const spare = Math.max(...shown.map((piece) => piece.spare ?? 0))
    if (cells <= room || shown.length <= 1) return shown
    // Where nothing can be spared any more, what stands last goes: half a number is another number.
    shown = spare > 0 ? shown.filter((piece) => piece.spare !== spare) : shown.slice(0, -1)
  }
}

/** With its change since the mark, where it has one that shows. */
function changed(piece: Piece, mark: Mark | null, id: string): Piece {
  const { number, spans } = piece
  const was = number && mark?.values.get(`${id}.${number.name}`)
  if (was === undefined || !number || number.value === null) return piece
  const growth = number.value - was
  const words = number.format(Math.abs(growth))
  if (words === number.format(0)) return piece
  return { ...piece, spans: [...spans, { text: text` ${growth > 0 ? PLUS : MINUS}${words}`, style: 'changed' }] }
}

const PLUS: Text = text`+`
const MINUS: Text = text`−`

function cellsOf({ spans }: Piece): number {
  return spans.reduce((sum, span) => sum + width(span.text), 0)
}
