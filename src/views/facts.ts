import type { Line, Span, Style } from '../style.ts'
import { type Text, text, width } from '../text.ts'
import type { Share } from '../units.ts'
import { wrapWords } from './words.ts'

/** A name and what is known under it, drawn on as few lines as the width allows. */
export interface Fact {
  readonly label: Text
  readonly parts: readonly Part[]
  readonly gauge?: readonly Span[]
}

export interface Part extends Span {
  /** In front of it, in the colour of its stretch in the bar. */
  readonly name?: Span
  /** Where there is no room for all, the highest goes first. None: it stays. */
  readonly spare?: number
}

/** Cells of a label and the blanks after it: the longest has nine letters. */
export const LABEL = 11
const INDENT = ' '.repeat(LABEL + 1) as Text
const GAP = text`  `

/** Of a sentence that is longer than a line: as much room as it needs beside what stands before it. */
const BESIDE = 40

/** Facts side by side while they fit; parts that do not fit any more begin a new line under the first, and go on where they began. */
export function facts(all: readonly Fact[], columns: number): readonly Line[] {
  const lines: Line[] = []
  let spans: Span[] = []
  let used = 0
  /** The last part took several lines: nothing stands beside its last one. */
  let isBroken = false
  const end = () => {
    if (spans.length > 0) lines.push({ spans })
    spans = []
    used = 0
  }
  const add = (words: Text, style: Style) => {
    spans.push({ text: words, style })
    used += width(words)
  }
  const say = (part: Part) => {
    const cells = partCells(part)
    const fitsBelow = INDENT.length + cells <= columns
    if (isBroken || (used > INDENT.length && used + cells > columns && (fitsBelow || columns - used < BESIDE)))
      next(INDENT)
    if (part.name) add(part.name.text, part.name.style)
    const from = ' '.repeat(used) as Text
    const fits = width(part.text) <= columns - used
    const rows = fits ? [part.text] : wrapWords(part.text, columns - used)
    rows.forEach((row, i) => {
      if (i > 0) next(from)
      add(row, part.style)
    })
    isBroken = rows.length > 1
  }
  const next = (indent: Text) => {
    end()
    add(indent, 'plain')
  }
  for (const fact of all) {
    if (isBroken || (used > 0 && used + besideCells(fact) > columns)) end()
    isBroken = false
    if (used === 0) add(text` ${fact.label}${' '.repeat(Math.max(1, LABEL - width(fact.label))) as Text}`, 'label')
    else add(text`  ${fact.label} `, 'label')
    if (fact.gauge) {
      for (const part of fact.gauge) add(part.text, part.style)
      add(GAP, 'plain')
    }
    for (const part of fact.parts) {
      say(part)
      add(GAP, 'plain')
    }
  }
  end()
  return lines
}

/** The same on one line: what can be spared is left out until it fits, so that the rows below stay where they are. */
export function oneLine(all: readonly Fact[], columns: number): readonly Line[] {
  let shown = all
  for (;;) {
    const [first, ...beside] = shown
    const cells = beside.reduce((sum, fact) => sum + GAP.length + besideCells(fact), first ? firstCells(first) : 0)
    const spare = Math.max(...shown.flatMap((fact) => fact.parts.map((part) => part.spare ?? 0)))
    if (cells <= columns || !(spare > 0)) return facts(shown, columns)
    shown = shown.map((fact) => ({ ...fact, parts: fact.parts.filter((part) => part.spare !== spare) }))
  }
}

function firstCells(fact: Fact): number {
  return 1 + Math.max(LABEL, width(fact.label) + 1) + bodyCells(fact)
}

function besideCells(fact: Fact): number {
  return width(fact.label) + 3 + bodyCells(fact)
}

/** Without the gap at the end. */
function bodyCells({ gauge, parts }: Fact): number {
  const bar = gauge ? gauge.reduce((sum, part) => sum + width(part.text), GAP.length) : 0
  return parts.reduce((sum, part) => sum + partCells(part) + GAP.length, bar - GAP.length)
}

function partCells(part: Part): number {
  return width(part.text) + (part.name ? width(part.name.text) : 0)
}

/**
 * A bar of parts that add up to at most the whole; what is left is a dotted track. The marks are letters: in a block style
 * they are seen only where there are no colours.
 */
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
