import { type Text, text, width } from '../text.ts'

/** At blanks, into rows of at most so many cells; a word that is wider has a row of its own. */
export function wrapWords(words: Text, room: number): readonly Text[] {
  const rows: Text[] = []
  let row = text``
  for (const word of words.split(' ') as Text[]) {
    if (row !== '' && width(row) + width(word) + 1 > room) {
      rows.push(row)
      row = text``
    }
    row = row === '' ? word : text`${row} ${word}`
  }
  return [...rows, row]
}
