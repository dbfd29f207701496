import type { Style } from '../ui/frame.ts'
import type { Look } from './looks.ts'
import { over, type Theme } from './theme.ts'

/** The looks of a theme as small numbers, 0 being plain, and the bytes that lead from one to another. */
export interface Palette {
  /** The look of a style, laid over the fill of its line. */
  of(style: Style, fill: Style | undefined): number
  /** The look that a space in this look is not told from: its ink does not show. 0 where only the ground is the terminal's own. */
  blank(look: number): number
  /** SGR from one look to the other, as short as it can be said; '' for the same. */
  sgr(from: number, to: number): string
}

export function palette(theme: Theme): Palette {
  const looks: Look[] = []
  const blanks: number[] = []
  const byName = new Map<string, number>()
  const byStyle = new Map<Style | undefined, Map<Style, number>>()
  const moves = new Map<number, string>()

  function intern(look: Look): number {
    const name = `${look.fg},${look.bg},${look.bold},${look.underline},${look.reverse}`
    const known = byName.get(name)
    if (known !== undefined) return known
    const id = looks.push(look) - 1
    byName.set(name, id)
    // Underline and reverse draw on an empty cell too, in the colour of the ink.
    const inked = look.underline || look.reverse
    blanks[id] = id
    blanks[id] = intern(inked ? { ...look, bold: false } : { ...look, fg: null, bold: false })
    return id
  }

  intern(theme.plain)
  return {
    of(style, fill) {
      let styles = byStyle.get(fill)
      if (styles === undefined) byStyle.set(fill, (styles = new Map()))
      let id = styles.get(style)
      if (id === undefined) {
        id = intern(fill === undefined ? theme[style] : over(theme[style], theme[fill]))
        styles.set(style, id)
      }
      return id
    },
    blank: (look) => blanks[look] as number,
    sgr(from, to) {
      if (from === to) return ''
      const key = (from << 16) | to
      let bytes = moves.get(key)
      if (bytes === undefined) moves.set(key, (bytes = transition(looks[from] as Look, looks[to] as Look)))
      return bytes
    },
  }
}

function transition(from: Look, to: Look): string {
  const change: string[] = []
  if (from.bold && !to.bold) change.push('22')
  if (!from.bold && to.bold) change.push('1')
  if (from.underline !== to.underline) change.push(to.underline ? '4' : '24')
  if (from.reverse !== to.reverse) change.push(to.reverse ? '7' : '27')
  if (from.fg !== to.fg) change.push(colour(to.fg, 30))
  if (from.bg !== to.bg) change.push(colour(to.bg, 40))
  const anew = ['']
  if (to.bold) anew.push('1')
  if (to.underline) anew.push('4')
  if (to.reverse) anew.push('7')
  if (to.fg !== null) anew.push(colour(to.fg, 30))
  if (to.bg !== null) anew.push(colour(to.bg, 40))
  const short = change.join(';')
  const whole = anew.join(';')
  return `\x1b[${short.length <= whole.length ? short : whole}m`
}

function colour(number: number | null, base: number): string {
  if (number === null) return `${base + 9}`
  if (number < 8) return `${base + number}`
  return number < 16 ? `${base + 52 + number}` : `${base + 8};5;${number}`
}
