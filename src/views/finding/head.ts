import { age } from '../../format.ts'
import type { Findings } from '../../model/findings.ts'
import type { Line, Span, Style } from '../../style.ts'
import { clean, join, pad, type Text, text, width } from '../../text.ts'
import { amount } from '../amount.ts'
import { SEVERITY } from '../severity.ts'
import type { Lines } from '../view.ts'
import { wrapWords } from '../words.ts'
import type { Shown } from './shown.ts'

const LABEL = 9

/** What it is, for how long, and what to do next. */
export function headSection(shown: Shown, at: Findings['at']): Lines {
  return {
    kind: 'lines',
    id: 'finding-head',
    priority: 1,
    least: 10,
    lines: (columns) => [
      state(shown, at, columns),
      ...told(shown).flatMap(({ label, words, style }) => lines(label, words, style, columns)),
    ],
  }
}

/** There is no such finding any more. */
export function goneSection(): Lines {
  const words = text` It is neither there now nor among those that ended. Esc goes back.`
  return {
    kind: 'lines',
    id: 'finding-head',
    priority: 1,
    least: 1,
    lines: () => [{ spans: [{ text: words, style: 'dim' }] }],
  }
}

/**
 * On one line: where that is short, `~` alone says provisional, then the peak goes, which the history below has too, and then the title,
 * which the trail has: how long it lasted is never cut.
 */
function state(shown: Shown, at: number, columns: number): Line {
  const { sign, word, style } = SEVERITY[shown.severity]
  const { since, until, now } = shown
  const lasted =
    until === null
      ? text`since ${age((at - since) / 1e9)}`
      : text`ended ${age((at - until) / 1e9)} ago, lasted ${age((until - since) / 1e9)}`
  const title = text`${clean(shown.title)}  `
  const spans = (provisional: Text, top: Text, named = title): readonly Span[] => [
    { text: text` ${sign} ${word}  `, style: until === null ? style : 'dim' },
    { text: text`${clean(shown.id)}  `, style: 'strong' },
    { text: named, style: 'plain' },
    { text: now?.provisional ? text`${lasted} ${provisional}` : lasted, style: until === null ? 'plain' : 'ok' },
    { text: top, style: 'dim' },
    { text: now?.advice ? text`  advice` : text``, style: 'dim' },
  ]
  const brief = text`~`
  const wordings = [
    spans(text`~ provisional`, peak(shown)),
    spans(brief, peak(shown)),
    spans(brief, text``),
    spans(brief, text``, text``),
  ]
  const cells = (line: readonly Span[]) => line.reduce((sum, one) => sum + width(one.text), 0)
  return { spans: (wordings.find((line) => cells(line) <= columns) ?? wordings[3]) as readonly Span[] }
}

function peak({ peak: most, unit }: Shown): Text {
  return unit === null ? text`` : text`  peak ${amount(most, unit)}`
}

interface Told {
  readonly label: Text
  readonly words: Text
  readonly style: Style
}

function told({ says, now }: Shown): readonly Told[] {
  const ago = now?.seenAgo === undefined ? text`` : text` (seen ${age(now.seenAgo)} ago)`
  const all: Told[] = [{ label: text`What`, words: text`${clean(says)}${ago}`, style: 'strong' }]
  if (!now) return all
  all.push({ label: text`Next`, words: clean(now.next), style: 'plain' })
  if (now.caution !== null) all.push({ label: text`Caution`, words: clean(now.caution), style: 'warning' })
  all.push({ label: text`Verify`, words: clean(now.verify), style: 'key' })
  const ids = (list: readonly string[]) => join(list.map(clean), text`, `)
  if (now.explains.length > 0) all.push({ label: text`Explains`, words: ids(now.explains), style: 'plain' })
  if (now.also.length > 0) all.push({ label: text`With it`, words: ids(now.also), style: 'dim' })
  return all
}

function lines(label: Text, words: Text, style: Style, columns: number): readonly Line[] {
  return wrapWords(words, Math.max(20, columns - LABEL - 2)).map((row, i) => ({
    spans: [
      { text: text` ${pad(i === 0 ? label : text``, LABEL)}`, style: 'label' },
      { text: row, style },
    ],
  }))
}
