import type { Style } from '../ui/frame.ts'
import {
  type Block,
  COLOURLESS,
  DARK_8,
  DARK_16,
  DARK_256,
  type Inks,
  ink,
  LIGHT_8,
  LIGHT_16,
  LIGHT_256,
  type Look,
} from './looks.ts'

export type Theme = Readonly<Record<Style, Look>>
export type Colors = 0 | 8 | 16 | 256

/**
 * The colours of a theme. Plain text keeps the terminal's own foreground and background: the palette adds to what a
 * person has chosen, and most cells then need no colour codes at all.
 */
export function theme(colors: Colors, background: 'dark' | 'light'): Theme {
  return withBlocks(inksOf(colors, background))
}

function inksOf(colors: Colors, background: 'dark' | 'light'): Inks {
  if (colors === 0) return COLOURLESS
  if (colors === 8) return background === 'dark' ? DARK_8 : LIGHT_8
  if (colors === 16) return background === 'dark' ? DARK_16 : LIGHT_16
  return background === 'dark' ? DARK_256 : LIGHT_256
}

/** A block is its letter in ink on a ground of the same colour: a bar where there are colours, and letters where there are none. */
function withBlocks(inks: Inks): Theme {
  const block = (style: Exclude<Style, Block>): Look => {
    const { fg } = inks[style]
    return fg === null ? inks.plain : ink(fg, fg)
  }
  return {
    ...inks,
    block1: block('series1'),
    block2: block('series2'),
    block3: block('series3'),
    block4: block('series4'),
    block5: block('series5'),
    block6: block('series6'),
    block7: block('series7'),
    block8: block('series8'),
    block9: block('kernel'),
    block10: block('warning'),
  }
}

/** A span over the fill of its line: it keeps what it says of its own, so a warning in the selected row stays one. */
export function over(span: Look, fill: Look): Look {
  return {
    fg: span.fg ?? fill.fg,
    bg: span.bg ?? fill.bg,
    bold: span.bold || fill.bold,
    underline: span.underline || fill.underline,
    reverse: span.reverse || fill.reverse,
  }
}
