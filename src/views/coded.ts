/** Words by number: 100,000 rows are filtered and sorted without making the word of each. */
export interface Coded {
  /** Rising in the order that is sorted by; −1: it has no word. */
  readonly of: (row: number) => number
  readonly word: (code: number) => string
  /** The code of a word as it was typed; null: no row has it. Where it is left out, words are compared, once for each code. */
  readonly find?: (word: string) => number | null
}
