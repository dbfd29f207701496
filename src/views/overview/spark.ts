import { curve, type History, pace } from '../../model/history.ts'
import { type Text, text } from '../../text.ts'

/** Dots of a braille cell, by how many stand on each other. Unicode: Braille Patterns */
const LEFT = [0, 0x40, 0x44, 0x46, 0x47]
const RIGHT = [0, 0x80, 0xa0, 0xb0, 0xb8]
const HIGH = 4

/** The last numbers of a series in so many cells, newest at the right, two to a cell; blank where nothing is known. */
export function spark(
  history: Pick<History, 'at' | 'series'>,
  name: string,
  cells: number,
  top: number | null,
): { readonly line: Text; readonly most: number | null } {
  const values = curve(history, name, pace(history) ?? 1).slice(-2 * cells)
  const known = values.filter((value) => !Number.isNaN(value))
  const most = known.length === 0 ? null : Math.max(...known)
  const scale = top ?? most ?? 0
  const padded = [...new Array<number>(2 * cells - values.length).fill(Number.NaN), ...values]
  let line = ''
  for (let i = 0; i < padded.length; i += 2) {
    const dots = dot(LEFT, padded[i] as number, scale) | dot(RIGHT, padded[i + 1] as number, scale)
    line += dots === 0 ? ' ' : String.fromCodePoint(0x2800 + dots)
  }
  return { line: text`${line as Text}`, most }
}

/** What is known has a dot at least. */
function dot(columns: readonly number[], value: number, scale: number): number {
  if (Number.isNaN(value)) return 0
  const level = scale > 0 ? Math.ceil((value / scale) * HIGH) : 0
  return columns[Math.max(1, Math.min(HIGH, level))] as number
}
