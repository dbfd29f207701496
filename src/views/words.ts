import { cut, type Text, text, width } from '../text.ts'

/** A blank where a row may end: not that of `100.0 %` or of `19.9 MiB/s`. */
const BREAK = / (?!%|(?<=\d )(?:[KMGTPE]?i?B|ms|us|s|h|d)(?![\w.]))/

/** At such blanks into rows of at most so many cells; of a word that is wider, such as a long path, each row has as much as it holds. */
export function wrapWords(words: Text, room: number): readonly Text[] {
  const rows: Text[] = []
  let row = text``
  for (const word of (words.split(BREAK) as Text[]).flatMap((one) => pieces(one, room))) {
    if (row !== '' && width(row) + width(word) + 1 > room) {
      rows.push(row)
      row = text``
    }
    row = row === '' ? word : text`${row} ${word}`
  }
  return [...rows, row]
}

function pieces(word: Text, room: number): readonly Text[] {
  const cells = Math.max(2, room)
  const rows: Text[] = []
  for (let at = 0; at < word.length || at === 0; at += rows.at(-1)?.length || 1) {
    // Where half of a wide character would fit, cut() puts a blank.
    const row = cut(word.slice(at, at + MOST_UNITS * cells) as Text, cells).replace(/ $/, '')
    rows.push(row as Text)
  }
  return rows
}

/** Of a cell: a pair of surrogates, with two marks that are pairs too. */
const MOST_UNITS = 6

/**
 * At most so many cells; what does not fit is left out from a blank on, unless that would be most of it: before a long path. No comma
 * stands before the mark.
 */
export function cutAtWord(words: Text, cells: number): Text {
  if (width(words) <= cells) return words
  const most = cut(words, Math.max(0, cells - 1))
  const whole = wholeWords(words, most.length)
  return text`${most.slice(0, 2 * whole > cells ? whole : most.length).replace(/[ ,;:]+$/, '') as Text}…`
}

/** How much of so many characters are words that end in them. */
function wholeWords(words: Text, most: number): number {
  let end = -1
  for (const word of words.split(BREAK)) {
    if (end + 1 + word.length > most) break
    end += 1 + word.length
  }
  return end
}
