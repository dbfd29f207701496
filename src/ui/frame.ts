import type { Line } from '../style.ts'

export type { Line, Span, Style } from '../style.ts'

/** A whole screen, ready to paint: the test seam, the source of screenshots, the same for every terminal. */
export interface Frame {
  readonly columns: number
  readonly rows: number
  readonly lines: readonly Line[]
  /** Where text is being typed; null: no cursor. */
  readonly cursor: { readonly x: number; readonly y: number } | null
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
