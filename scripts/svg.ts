import type { Look } from '../src/screen/looks.ts'
import { type Colors, over, theme } from '../src/screen/theme.ts'
import { charWidth } from '../src/text.ts'
import type { Frame } from '../src/ui/frame.ts'
import { drawnGlyph } from './glyphs.ts'

/** Pixels of a cell; the font's size is the one whose advance (1233 of 2048 units in DejaVu Sans Mono) is as wide. */
const CELL = { width: 12, height: 24 }
const FONT_SIZE = (CELL.width * 2048) / 1233
const BASELINE = 18
const MARGIN = 16
/** A terminal's own colours, which the theme leaves as they are. */
const OWN = { dark: { ink: '#d3d7de', ground: '#15171c' }, light: { ink: '#2b2f36', ground: '#fbfbf9' } } as const
type Inks = { readonly ink: string; readonly ground: string }

/** A frame as a picture: every cell is placed by itself, so that what the font lacks or leans cannot move a column. */
export function svgOf(
  { columns, rows, lines }: Frame,
  background: 'dark' | 'light' = 'dark',
  colors: Colors = 256,
): string {
  const looks = theme(colors, background)
  const own = OWN[background]
  const width = columns * CELL.width + 2 * MARGIN
  const height = rows * CELL.height + 2 * MARGIN
  const grounds: string[] = []
  const glyphs: string[] = []
  lines.forEach((line, row) => {
    const y = MARGIN + row * CELL.height
    const fill = line.fill === undefined ? looks.plain : looks[line.fill]
    if (fill !== looks.plain) grounds.push(box(0, columns, y, CELL.height, inks(fill, own).ground))
    let x = 0
    for (const { text, style } of line.spans) {
      const look = over(looks[style], fill)
      const colours = inks(look, own)
      const from = x
      const run = new Run(colours.ink, look.bold, y)
      for (const character of text) {
        const cells = charWidth(character.codePointAt(0) as number)
        const drawn = drawnGlyph(character, { x: MARGIN + x * CELL.width, y, ...CELL }, colours.ink)
        if (drawn !== null) glyphs.push(drawn)
        else run.add(character, MARGIN + x * CELL.width)
        x += cells
      }
      const to = Math.min(x, columns)
      if (colours.ground !== own.ground && to > from) grounds.push(box(from, to, y, CELL.height, colours.ground))
      glyphs.push(run.svg())
      if (look.underline) glyphs.push(box(from, x, y + CELL.height - 3, 1.5, colours.ink))
    }
  })
  const font = `font-family="DejaVu Sans Mono, NanumGothicCoding, monospace" font-size="${FONT_SIZE.toFixed(3)}"`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ${font} xml:space="preserve">`,
    `<rect width="100%" height="100%" fill="${own.ground}"/>`,
    ...grounds,
    ...glyphs,
    '</svg>',
  ].join('\n')
}

/** Characters of one look in one row, each at its own x. */
class Run {
  readonly #attributes: string
  #text = ''
  readonly #xs: number[] = []

  constructor(ink: string, bold: boolean, y: number) {
    this.#attributes = `y="${y + BASELINE}" fill="${ink}"${bold ? ' font-weight="bold"' : ''}`
  }

  add(character: string, x: number): void {
    if (character === ' ') return
    this.#text += ESCAPES[character] ?? character
    this.#xs.push(x)
  }

  svg(): string {
    return this.#text === '' ? '' : `<text x="${this.#xs.join(' ')}" ${this.#attributes}>${this.#text}</text>`
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

function box(from: number, to: number, y: number, height: number, colour: string): string {
  const x = MARGIN + from * CELL.width
  return `<rect x="${x}" y="${y}" width="${(to - from) * CELL.width}" height="${height}" fill="${colour}" shape-rendering="crispEdges"/>`
}

function inks({ fg, bg, reverse }: Look, own: Inks): Inks {
  const ink = fg === null ? own.ink : xterm(fg)
  const ground = bg === null ? own.ground : xterm(bg)
  return reverse ? { ink: ground, ground: ink } : { ink, ground }
}

const SIXTEEN =
  '000000 cd3131 0dbc79 e5e510 2472c8 bc3fbc 11a8cd e5e5e5 666666 f14c4c 23d18b f5f543 3b8eea d670d6 29b8db ffffff'.split(
    ' ',
  )
const STEPS = [0, 95, 135, 175, 215, 255]

/** xterm's 256 colours: sixteen, a cube of six steps, and greys. */
function xterm(colour: number): string {
  if (colour < 16) return `#${SIXTEEN[colour]}`
  const levels =
    colour < 232
      ? [36, 6, 1].map((unit) => STEPS[Math.floor((colour - 16) / unit) % 6] as number)
      : [0, 0, 0].fill(8 + (colour - 232) * 10)
  return `rgb(${levels.join(',')})`
}
