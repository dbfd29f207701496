import type { Span, Style } from '../../style.ts'
import { join, pad, type Text, text } from '../../text.ts'
import type { Drill } from '../view.ts'
import { LABEL } from './subject-line.ts'

/** A line of the overview. */
export interface Row {
  readonly key: string
  readonly line: (cells: number) => readonly Span[]
  readonly drill: Drill | null
  /** Goes on with the one above. */
  readonly under: boolean
  /** Of a process: its pid. */
  readonly pid?: number
}

/** A label and what stands after it. */
export function labelled(label: Text, ...spans: readonly Span[]): readonly Span[] {
  return [{ text: pad(label, LABEL), style: 'label' }, ...spans]
}

/** Lines that belong together: the first may be chosen. */
export function together(key: string, drill: Drill | null, lines: readonly (readonly Span[])[]): readonly Row[] {
  return lines.map((spans, i) => ({ key: i === 0 ? key : `${key}:${i}`, line: () => spans, drill, under: i > 0 }))
}

export function wordsOf(spans: readonly Span[]): Text {
  return join(
    spans.map((span) => span.text),
    text``,
  )
}

export function span(words: Text, style: Style = 'plain'): Span {
  return { text: words, style }
}
