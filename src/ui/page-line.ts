import type { Line, Span } from '../style.ts'
import { type Text, text, width } from '../text.ts'
import type { View } from '../views/view.ts'
import { clipped, SPACE } from './spans.ts'

/**
 * The sub-pages of a pane, the one a person is on in brackets and always whole. How many do not fit stands at the side where they
 * are: ` ‹2  Ports   Peers  [Sent again]  Keepalive   3›`
 */
export function pageLine(pages: NonNullable<View['pages']>, page: string | null, columns: number): Line {
  const at = Math.max(
    0,
    pages.findIndex(({ id }) => id === page),
  )
  const spans = pages.map((item, i): Span => {
    const title = item.title as Text
    return i === at ? { text: text`[${title}] `, style: 'title' } : { text: text` ${title}  `, style: 'dim' }
  })
  const line = (first: number, end: number): readonly Span[] => [
    { text: SPACE, style: 'plain' },
    ...(first > 0 ? [mark(text`‹${first} `)] : []),
    ...spans.slice(first, end),
    ...(end < spans.length ? [mark(text`${spans.length - end}›`)] : []),
  ]
  const fits = (first: number, end: number) => cells(line(first, end)) <= columns
  // With the next one: a person sees where the key leads.
  const near = Math.min(at + 2, spans.length)
  let first = 0
  while (first < at && !fits(first, near)) first++
  let end = spans.length
  while (end > at + 1 && !fits(first, end)) end--
  return clipped({ spans: line(first, end) }, columns)
}

function mark(words: Text): Span {
  return { text: words, style: 'dim' }
}

/** Blanks at the end may be cut. */
function cells(spans: readonly Span[]): number {
  const last = spans.at(-1)
  if (!last) return 0
  const blanks = width(last.text) - width(last.text.trimEnd() as Text)
  return spans.reduce((sum, span) => sum + width(span.text), -blanks)
}
