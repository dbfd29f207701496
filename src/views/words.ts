import { cut, type Text, text, width } from '../text.ts'

/** At blanks, into rows of at most so many cells; of a word that is wider, such as a long path, each row has as much as it holds. */
export function wrapWords(words: Text, room: number): readonly Text[] {
  const rows: Text[] = []
  let row = text``
  for (const word of (words.split(' ') as Text[]).flatMap((one) => pieces(one, room))) {
    if (row !== '' && width(row) + width(word) + 1 > room) {
      rows.push(row)
      row = text``
    }
    row = row === '' ? word : text`${row} ${word}`
  }
  return [...rows, row]
}

function pieces(word: Text, room: number): readonly Text[] {
  if (width(word) <= room) return [word]
  // Where half of a wide character would fit, cut() puts a blank.
  const first = cut(word, Math.max(2, room)).trimEnd() as Text
  return [first, ...pieces(word.slice(first.length) as Text, room)]
}

/** At most so many cells; what does not fit is left out from a blank on, unless that would be most of it: before a long path. */
export function cutAtWord(words: Text, cells: number): Text {
  if (width(words) <= cells) return words
  const most = cut(words, Math.max(0, cells - 1))
  const space = most.lastIndexOf(' ')
  return text`${(2 * space > cells ? most.slice(0, space) : most) as Text}…`
}
