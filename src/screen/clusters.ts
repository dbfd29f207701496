import { charWidth } from '../text.ts'

/** Marks that may stand on one character; what is piled higher is noise, or meant to be. */
const MOST_MARKS = 4
const MOST_CLUSTERS = 1024
/** Codes from here on are clusters. */
export const FIRST_CLUSTER = 0x200000

/** Characters with combining marks, as numbers above Unicode. Bounded: when full, it is emptied and all must be drawn again. */
export interface Clusters {
  join(code: number, mark: number): number
  text(code: number): string
  readonly full: () => boolean
  clear(): void
}

export function createClusters(): Clusters {
  const texts: string[] = []
  const numbers = new Map<string, number>()
  const text = (code: number) =>
    code >= FIRST_CLUSTER ? (texts[code - FIRST_CLUSTER] as string) : String.fromCodePoint(code)
  return {
    text,
    join(code, mark) {
      const before = text(code)
      if ([...before].length > MOST_MARKS) return code
      const after = before + String.fromCodePoint(mark)
      let number = numbers.get(after)
      if (number === undefined) {
        number = FIRST_CLUSTER + texts.push(after) - 1
        numbers.set(after, number)
      }
      return number
    },
    full: () => texts.length >= MOST_CLUSTERS,
    clear() {
      texts.length = 0
      numbers.clear()
    },
  }
}

/** Frames, blocks and Braille are the most of what is not ASCII here: not worth a table search. */
export function widthOf(code: number): 0 | 1 | 2 {
  if ((code >= 0x2500 && code < 0x25fd) || (code >= 0x2800 && code < 0x2900) || isControl(code)) return 1
  return charWidth(code)
}

/** DEL, C1, and half a surrogate pair. */
export function isControl(code: number): boolean {
  return (code >= 0x7f && code < 0xa0) || (code >= 0xd800 && code < 0xe000)
}
