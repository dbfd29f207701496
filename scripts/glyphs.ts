/** Where a cell lies in the picture. */
export interface Cell {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Blocks, frames and Braille dots as rectangles that meet at the edges of their cells; null: the font draws it. */
export function drawnGlyph(character: string, cell: Cell, ink: string): string | null {
  const code = character.codePointAt(0) as number
  if (code >= 0x2800 && code < 0x2900) return braille(code - 0x2800, cell, ink)
  if (code >= 0x2580 && code < 0x25a0) return block(code, cell, ink)
  const arms = ARMS[character]
  return arms === undefined ? null : frame(arms, cell, ink)
}

/** Dots 1 to 8 of a pattern: column and row of each bit. */
const DOTS = [
  [0, 0],
  [0, 1],
  [0, 2],
  [1, 0],
  [1, 1],
  [1, 2],
  [0, 3],
  [1, 3],
] as const

function braille(bits: number, { x, y, width, height }: Cell, ink: string): string {
  return DOTS.filter((_, bit) => (bits >> bit) & 1)
    .map(([column, row]) => {
      const cx = x + (width * (2 * column + 1)) / 4
      const cy = y + (height * (2 * row + 1)) / 8
      return `<circle cx="${cx}" cy="${cy}" r="${width / 7}" fill="${ink}"/>`
    })
    .join('')
}

const SHADES: Readonly<Record<number, number>> = { 9617: 0.25, 9618: 0.5, 9619: 0.75 }
/** Quarters of a cell by code: top left, top right, bottom left, bottom right. */
const QUADRANTS: Readonly<Record<number, string>> = {
  9622: '0010',
  9623: '0001',
  9624: '1000',
  9625: '1011',
  9626: '1001',
  9627: '1110',
  9628: '1101',
  9629: '0100',
  9630: '0110',
  9631: '0111',
}

function block(code: number, cell: Cell, ink: string): string | null {
  const shade = SHADES[code]
  if (shade !== undefined) return part(cell, 0, 0, 1, 1, ink, shade)
  if (code === 0x2580) return part(cell, 0, 0, 1, 1 / 2, ink)
  if (code <= 0x2588) return part(cell, 0, 1 - (code - 0x2580) / 8, 1, (code - 0x2580) / 8, ink)
  if (code <= 0x258f) return part(cell, 0, 0, (0x2590 - code) / 8, 1, ink)
  if (code === 0x2590) return part(cell, 1 / 2, 0, 1 / 2, 1, ink)
  if (code === 0x2594) return part(cell, 0, 0, 1, 1 / 8, ink)
  if (code === 0x2595) return part(cell, 7 / 8, 0, 1 / 8, 1, ink)
  const quarters = [...(QUADRANTS[code] ?? '')]
  return quarters
    .map((on, i) => (on === '1' ? part(cell, (i % 2) / 2, Math.floor(i / 2) / 2, 1 / 2, 1 / 2, ink) : ''))
    .join('')
}

function part(cell: Cell, left: number, top: number, width: number, height: number, ink: string, opacity = 1): string {
  const at = `x="${cell.x + left * cell.width}" y="${cell.y + top * cell.height}"`
  const size = `width="${width * cell.width}" height="${height * cell.height}"`
  return `<rect ${at} ${size} fill="${ink}"${opacity < 1 ? ` fill-opacity="${opacity}"` : ''} shape-rendering="crispEdges"/>`
}

/** Arms of frame characters: up, right, down, left; l light, h heavy. */
const ARMS: Readonly<Record<string, string>> = {
  '─': ' l l',
  '━': ' h h',
  '│': 'l l ',
  '┃': 'h h ',
  '┌': ' ll ',
  '┐': '  ll',
  '└': 'll  ',
  '┘': 'l  l',
  '├': 'lll ',
  '┤': 'l ll',
  '┬': ' lll',
  '┴': 'll l',
  '┼': 'llll',
  '╴': '   l',
  '╵': 'l   ',
  '╶': ' l  ',
  '╷': '  l ',
  '╭': ' ll ',
  '╮': '  ll',
  '╯': 'l  l',
  '╰': 'll  ',
}

function frame(arms: string, cell: Cell, ink: string): string {
  const across = (weight: string, unit: number) => (weight === 'h' ? 4 : 2) / unit
  return [...arms]
    .map((weight, side) => {
      if (weight === ' ') return ''
      const upright = side % 2 === 0
      const thick = across(weight, upright ? cell.width : cell.height)
      // A little past the middle, so that arms meet in a full corner.
      const long = 1 / 2 + 1 / (upright ? cell.height : cell.width)
      const start = side === 1 || side === 2 ? 1 - long : 0
      return upright
        ? part(cell, (1 - thick) / 2, start, thick, long, ink)
        : part(cell, start, (1 - thick) / 2, long, thick, ink)
    })
    .join('')
}
