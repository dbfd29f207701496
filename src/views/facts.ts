import type { Line, Span, Style } from '../style.ts'
import { type Text, text, width } from '../text.ts'
import type { Share } from '../units.ts'

/** A name and what is known under it, drawn on as few lines as the width allows. */
export interface Fact {
  readonly label: Text
  readonly parts: readonly Span[]
  readonly gauge?: readonly Span[]
}

const LABEL = 10

/** Facts side by side while they fit; parts that do not fit any more begin a new line under the first. */
export function facts(all: readonly Fact[], columns: number): readonly Line[] {
  const lines: Line[] = []
  let spans: Span[] = []
  let used = 0
  const end = () => {
    if (spans.length > 0) lines.push({ spans })
    spans = []
    used = 0
  }
  const add = (words: Text, style: Style) => {
    spans.push({ text: words, style })
    used += width(words)
  }
  for (const fact of all) {
    const whole = LABEL + fact.parts.reduce((sum, part) => sum + width(part.text) + 2, 0)
    if (used > 0 && used + whole + 2 > columns) end()
    if (used === 0) add(text` ${fact.label}${' '.repeat(Math.max(1, LABEL - width(fact.label))) as Text}`, 'label')
    else add(text`  ${fact.label} `, 'label')
    if (fact.gauge) {
      for (const part of fact.gauge) add(part.text, part.style)
      add(text`  `, 'plain')
    }
    for (const part of fact.parts) {
      if (used + width(part.text) > columns) {
        end()
        add(text`${' '.repeat(LABEL + 1) as Text}`, 'plain')
      }
      add(part.text, part.style)
      add(text`  `, 'plain')
    }
  }
  end()
  return lines
}

/** A bar of parts that add up to at most the whole; what is left is a dotted ground. */
export function bar(
  parts: readonly { readonly share: Share; readonly style: Style; readonly mark: string }[],
  cells: number,
): readonly Span[] {
  const spans: Span[] = []
  let sum = 0
  let drawn = 0
  for (const { share, style, mark } of parts) {
    sum += Math.max(0, share)
    const to = Math.min(cells, Math.round(sum * cells))
    if (to > drawn) spans.push({ text: mark.repeat(to - drawn) as Text, style })
    drawn = Math.max(drawn, to)
  }
  if (drawn < cells) spans.push({ text: '·'.repeat(cells - drawn) as Text, style: 'dim' })
  return spans
}
