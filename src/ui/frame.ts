import type { Line, Style } from '../style.ts'

export type { Line, Span, Style } from '../style.ts'

/** A whole screen, ready to paint: the test seam, the source of screenshots, the same for every terminal. */
export interface Frame {
  readonly columns: number
  readonly rows: number
  readonly lines: readonly Line[]
  /** Where text is being typed; null: no cursor. */
  readonly cursor: { readonly x: number; readonly y: number } | null
  /** Where lines are to be drawn finer than a character is: screen/curves.ts puts them in. */
  readonly curves?: readonly CurveSpot[]
}

/** Room for curves: the lines of the frame from `y` on end where it begins. */
export interface CurveSpot {
  readonly y: number
  readonly columns: number
  readonly rows: number
  /** Of these rows as many from the top are in sight: a dialog may stand over the others. */
  readonly shown: number
  /** The value at its upper edge; 0 is at the lower. */
  readonly top: number
  /** Dots from one point to the next; two dots are as wide as a cell. */
  readonly dots: number
  /** Newest last, at the right edge; NaN: not known then. */
  readonly series: readonly { readonly style: Style; readonly values: readonly number[] }[]
}

/** What a person did. Keys are named as blessed names them: 'a' 'A' '/' 'space' 'enter' 'escape' 'up' 'pageup' 'f5' 'S-tab' 'C-z'. */
export type Input =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'paste'; readonly text: string }
  | {
      readonly kind: 'mouse'
      readonly action: 'press' | 'wheel-up' | 'wheel-down'
      readonly x: number
      readonly y: number
    }
  | { readonly kind: 'resize'; readonly columns: number; readonly rows: number }
