import { sign } from '../../format.ts'
import { isMissing, type Reading } from '../../source.ts'
import type { Line, Span, Style } from '../../style.ts'
import { width as cellsOf, cut, type Text, text } from '../../text.ts'
import { type Fact, LABEL } from '../facts.ts'
import type { Cell } from '../view.ts'

export function span(words: Text, style: Style = 'plain'): Span {
  return { text: words, style }
}

export function fact(label: Text, ...parts: readonly (Text | Span)[]): Fact {
  return { label, parts: parts.map((part) => (typeof part === 'string' ? span(part) : part)) }
}

/** The value in words, or the sign that says why there is none. */
export function shown<T>(reading: Reading<T>, show: (value: T) => Text): Span {
  return isMissing(reading) ? span(sign(reading.missing), 'dim') : span(show(reading.value))
}

/** The same for a cell. */
export function cellOf<T>(reading: Reading<T>, show: (value: T) => Text): Cell {
  return shown(reading, show)
}

/** Words over as many lines as they need, broken at spaces where there are any; later lines stand under the first. */
export function wrapped(
  label: Text,
  words: Text,
  style: Style,
  width: number,
  labelStyle: Style = 'label',
): readonly Line[] {
  const indent = label === '' ? 1 : LABEL + 1
  const room = Math.max(10, width - indent - 1)
  return pieces(words, room).map((piece, i) => ({
    spans: [span((i === 0 ? ` ${label}`.padEnd(indent) : ' '.repeat(indent)) as Text, labelStyle), span(piece, style)],
  }))
}

function pieces(words: Text, room: number): readonly Text[] {
  const lines: Text[] = []
  let rest: string = words
  while (cellsOf(rest as Text) > room) {
    const most = cut(rest as Text, room)
    const space = most.lastIndexOf(' ')
    const end = rest[most.length] === ' ' || space <= 0 ? most.length : space
    lines.push(rest.slice(0, end) as Text)
    rest = rest.slice(end).replace(/^ /, '')
  }
  return [...lines, rest === '' && lines.length === 0 ? text`-` : (rest as Text)]
}
