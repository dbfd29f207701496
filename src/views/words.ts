import { cut, type Text, text, width } from '../text.ts'

/** At blanks, into rows of at most so many cells; a word that is wider has a row of its own. */
export function wrapped(words: Text, cells: number): readonly Text[] {
  const rows: Text[] = []
  let row = text``
  for (const word of words.split(' ') as Text[]) {
    const longer = row === '' ? word : text`${row} ${word}`
    if (row !== '' && width(longer) > cells) {
      rows.push(row)
      row = word
    } else row = longer
  }
  return [...rows, row]
}

/** At most so many cells; what does not fit is left out from a blank on. */
export function cutAtWord(words: Text, cells: number): Text {
  if (width(words) <= cells) return words
  const most = cut(words, Math.max(0, cells - 1))
  const space = most.lastIndexOf(' ')
  return text`${(space > 0 ? most.slice(0, space) : most) as Text}…`
}
