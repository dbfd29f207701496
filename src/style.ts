import type { Text } from './text.ts'

/**
 * What a stretch of cells means; the theme (screen/theme.ts) gives it a colour. Colour is never the only carrier:
 * every meaning also has a word or a sign in the text.
 */
export type Style =
  | 'plain'
  | 'dim'
  | 'strong'
  | 'label'
  | 'title'
  | 'tab'
  | 'tab-on'
  | 'head'
  | 'head-sort'
  | 'selected'
  | 'tagged'
  | 'followed'
  | 'hit'
  | 'key'
  | 'ok'
  | 'info'
  | 'warning'
  | 'critical'
  | 'hot'
  | 'kernel'
  | 'thread'
  | 'changed'
  | 'input'
  | 'series1'
  | 'series2'
  | 'series3'
  | 'series4'
  | 'series5'
  | 'series6'
  | 'series7'
  | 'series8'
  | 'block1'
  | 'block2'
  | 'block3'
  | 'block4'
  | 'block5'
  | 'block6'
  | 'block7'
  | 'block8'
  | 'block9'
  | 'block10'

export interface Span {
  readonly text: Text
  readonly style: Style
}

/** One row of the terminal. Shorter than the width: the rest is blank, in the style of `fill` where it is given. */
export interface Line {
  readonly spans: readonly Span[]
  readonly fill?: Style
}
