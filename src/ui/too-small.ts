import type { Line } from '../style.ts'
import { fit, text, width } from '../text.ts'
import { wrapWords } from '../views/words.ts'
import { plain } from './spans.ts'

interface Size {
  readonly columns: number
  readonly rows: number
}

/** What is said where nothing else is legible: the longest that fits in whole words, else cut. */
export function tooSmallLines({ columns, rows }: Size, needed: Size): readonly Line[] {
  const least = text`whytop needs ${needed.columns}x${needed.rows}`
  const wordings = [text`${least}, this is ${columns}x${rows}. q quits.`, text`${least}. q quits.`, least]
  const wrapped = wordings.map((words) => wrapWords(words, columns))
  const shown = wrapped.find((each) => each.length <= rows && each.every((row) => width(row) <= columns))
  return (shown ?? [least]).map((row) => plain(fit(row, columns, 'left')))
}
