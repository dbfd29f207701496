import type { Span, Style } from '../../style.ts'
import { type Text, text } from '../../text.ts'
import type { Drill } from '../view.ts'

/** One subject of the machine on one line: its numbers, its last minutes, and the pane that tells more. */
export interface Subject {
  readonly id: string
  readonly label: Text
  readonly pieces: readonly Piece[]
  readonly curve: Curve | null
  readonly drill: Drill
}

/** What is drawn as a whole, or not at all. */
export interface Piece {
  readonly spans: readonly Span[]
  /** Where there is no room for all, the highest goes first. None: it stays. */
  readonly spare?: number
  /** What a mark keeps of it. */
  readonly number?: Kept
}

interface Kept {
  readonly name: string
  readonly value: number | null
  readonly format: (value: number) => Text
}

/** The number whose last minutes stand at the right. Null: not known now. */
export interface Curve {
  readonly value: number | null
  /** The top of its scale; null: the most there was. */
  readonly top: number | null
  readonly format: (value: number) => Text
  /** Its name in the history, where it is kept whatever is looked at. */
  readonly kept?: string
}

export interface How {
  readonly style?: Style
  readonly spare?: number
  /** Of the name in front of it; as the number, where it is left out. */
  readonly name?: Style
  /** After the number. */
  readonly after?: Text
}

/** Words without a number that could change. */
export function said(words: Text, how: Pick<How, 'style' | 'spare'> = {}): Piece {
  return { spans: [{ text: words, style: how.style ?? 'plain' }], ...(how.spare && { spare: how.spare }) }
}

/** A number with its name in front; `key` names it among those of the pane, and is the same in every kernel. */
export function figure(
  key: string,
  name: Text,
  value: number | null,
  format: (value: number | null) => Text,
  how: How = {},
): Piece {
  // Zeros step back, so that what moves is seen.
  const style = how.style ?? (value === 0 ? 'dim' : 'plain')
  const words = text`${format(value)}${how.after ?? NOTHING}`
  return {
    spans: [...(name === '' ? [] : [{ text: text`${name} `, style: how.name ?? style }]), { text: words, style }],
    ...(how.spare && { spare: how.spare }),
    number: { name: key, value, format },
  }
}

const NOTHING = text``
