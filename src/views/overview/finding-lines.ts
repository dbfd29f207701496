import { age } from '../../format.ts'
import type { Finding } from '../../model/findings.ts'
import type { Span } from '../../style.ts'
import { clean, fit, join, type Text, text, width } from '../../text.ts'
import type { Nanos } from '../../units.ts'
import { evidenceWords } from '../amount.ts'
import { SEVERITY } from '../severity.ts'
import { cutAtWord, wrapWords } from '../words.ts'
import { labelled, span } from './row.ts'
import { LABEL } from './subject-line.ts'

/** How much is said of a finding: its sentence as far as it fits on a line or on two, the evidence, or who and what next as well. */
export type Detail = 'line' | 'sentence' | 'evidence' | 'whole'
/** Cells of a sentence that is not gone on with below: in fewer it says nothing, and goes before when it was seen. */
const LEGIBLE = 24
const LINES: Readonly<Record<Detail, number>> = { line: 1, sentence: 2, evidence: 3, whole: 4 }

/** `● critical Programs must free memory … since 00:41`, the sentence from the cell `head` on, and below it what proves it. */
export function findingLines(
  finding: Finding,
  label: Text,
  at: Nanos,
  cells: number,
  detail: Detail,
  head: number,
): readonly (readonly Span[])[] {
  const { sign, word, style } = SEVERITY[finding.severity]
  const ago = finding.seenAgo === undefined ? text`` : text`seen ${age(finding.seenAgo)} ago, `
  const there = text`since ${age((at - finding.since) / 1e9)}${finding.provisional ? text` ~` : text``}`
  const beside = (words: Text) => cells - LABEL - head - width(words) - 2
  const whole = text`${ago}${there}`
  const since = detail === 'line' && beside(whole) < LEGIBLE ? there : whole
  const room = beside(since)
  const [opening = text``, ...rest] = sentence(clean(finding.says), room, cells - LABEL - head, LINES[detail])
  const first = labelled(
    label,
    span(text`${sign} ${word}`, style),
    span(text`${fit(text``, head - width(word) - 2)}${fit(opening, room)}`, 'strong'),
    span(text`  ${since}`, 'dim'),
  )
  const more = rest.map((words) => labelled(text``, span(text`${fit(text``, head)}${words}`, 'strong')))
  if (detail === 'line' || detail === 'sentence') return [first, ...more]
  const inside = cells - LABEL - 2
  const below = (words: Text, name: Text = text``) =>
    labelled(text``, span(text`  `), span(name, 'dim'), span(cutAtWord(words, inside - width(name))))
  const evidence = below(fitting(finding.evidence.map(evidenceWords), inside))
  if (detail === 'evidence') return [first, ...more, evidence]
  const culprits = finding.culprits.map(
    ({ name, share }) => text`${clean(name)}${share ? text` ${clean(share)}` : text``}`,
  )
  return [
    first,
    ...more,
    evidence,
    ...(culprits.length > 0 ? [below(fitting(culprits, inside - 4), text`by: `)] : []),
    below(clean(finding.next), text`next: `),
  ]
}

/** The first line has less room than those below it. */
function sentence(words: Text, first: number, cells: number, most: number): readonly Text[] {
  const [opening = text``] = wrapWords(words, first)
  const rest = words.slice(opening.length).trimStart() as Text
  if (rest === '') return [opening]
  if (most === 1) return [cutAtWord(words, first)]
  const rows = wrapWords(rest, cells)
  if (rows.length < most) return [opening, ...rows]
  const last = join(rows.slice(most - 2), text` `)
  return [opening, ...rows.slice(0, most - 2), cutAtWord(last, cells)]
}

/** As many of them as there is room for, the first always. */
function fitting(items: readonly Text[], cells: number): Text {
  let line = items[0] ?? text``
  for (const item of items.slice(1)) {
    const longer = text`${line} · ${item}`
    if (width(longer) > cells) break
    line = longer
  }
  return line
}
