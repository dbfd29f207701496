import type { Line, Span } from '../ui/frame.ts'
import { type Clusters, isControl, widthOf } from './clusters.ts'
import type { Palette } from './palette.ts'

/** The right half of a wide character. */
export const HALF = -1
/** What is there is not known: differs from everything. */
const UNKNOWN = -2
const SPACE = 32
const QUESTION = 0x3f

/** One row of the terminal as it is shown. */
export interface Row {
  /** Code point, cluster, or HALF. */
  readonly codes: Int32Array
  /** A look of the palette; a space has the look of blank. */
  readonly looks: Uint16Array
  /** What it was laid from; null: not known. */
  line: Line | null
  /** The cell each span starts at, of those that were laid; the cell they end at; whether the last of them was cut there. */
  readonly starts: number[]
  end: number
  cut: boolean
  /** A span begins with a mark, which belongs to the one before it: no span can be told apart. */
  joined: boolean
}

const EMPTY: Line = { spans: [] }

export function createRow(columns: number): Row {
  return {
    codes: new Int32Array(columns),
    looks: new Uint16Array(columns),
    line: null,
    starts: [],
    end: columns,
    cut: false,
    joined: false,
  }
}

/** The terminal may show anything here. */
export function forget(row: Row): void {
  row.codes.fill(UNKNOWN)
  row.line = null
  row.end = row.codes.length
}

/**
 * Lays a line into its row: what does not fit is cut, the rest is blank in the look of the fill. The cells that differ from before
 * are listed in `changed`, ascending; returns how many. Spans that are what and where they were cost one comparison.
 */
export type Lay = (line: Line | undefined, row: Row, changed: Int32Array) => number

/** What lays lines, made once: at every tick every row comes through it. */
export function createLay(palette: Palette, clusters: Clusters): Lay {
  let codes: Int32Array = new Int32Array(0)
  let looks: Uint16Array = new Uint16Array(0)
  let changed: Int32Array = new Int32Array(0)
  let columns = 0
  let count = 0
  let x = 0
  /** Look of the last character, also where it is a space, whose ink a mark would show. */
  let last = 0

  return function lay(line = EMPTY, row, differing) {
    if (line === row.line) return 0
    const { starts } = row
    codes = row.codes
    looks = row.looks
    changed = differing
    columns = codes.length
    count = 0
    x = 0
    last = 0
    const { fill, spans } = line
    const joined = spans.some(joins)
    const known = row.line !== null && row.line.fill === fill
    const before = known && !joined && !row.joined ? (row.line?.spans ?? []) : []
    const laid = starts.length
    const until = known ? row.end : columns
    let cut = false
    let index = 0
    for (; index < spans.length && !cut; index++) {
      const { text, style } = spans[index] as Span
      const was = before[index]
      const same = was !== undefined && was.text === text && was.style === style && starts[index] === x
      starts[index] = x
      const look = palette.of(style, fill)
      if (same) {
        const isLast = index + 1 === laid
        x = isLast ? row.end : (starts[index + 1] as number)
        cut = isLast && row.cut
        last = look
      } else cut = !fits(text, look)
    }
    starts.length = index
    row.end = x
    const blank = fill === undefined ? 0 : palette.blank(palette.of(fill, undefined))
    while (x < until) set(SPACE, blank)
    row.line = line
    row.cut = cut
    row.joined = joined
    return count
  }

  /** Writes a text as far as it fits; whether it did. */
  function fits(text: string, look: number): boolean {
    const blank = palette.blank(look)
    for (let i = ascii(text, look, blank); i < text.length; i++) {
      let code = text.charCodeAt(i)
      if (code < 0x7f) {
        if (x >= columns) return false
        // clean() lets no control character through; should one come all the same, it must not reach the terminal.
        set(code < SPACE ? QUESTION : code, code === SPACE ? blank : look)
        last = look
        continue
      }
      code = text.codePointAt(i) as number
      if (code > 0xffff) i++
      const width = widthOf(code)
      if (width === 0) mark(code)
      else if (x + width > columns) return false
      else {
        set(isControl(code) ? QUESTION : code, look)
        if (width === 2) set(HALF, look)
        last = look
      }
    }
    return true
  }

  /** The part of a text that is plain, which mostly is all of it, in one narrow loop; how many characters it took. */
  function ascii(text: string, look: number, blank: number): number {
    const end = Math.min(text.length, columns - x)
    let i = 0
    for (; i < end; i++) {
      const code = text.charCodeAt(i)
      if (code < SPACE || code >= 0x7f) break
      const at = x + i
      const as = code === SPACE ? blank : look
      if (codes[at] === code && looks[at] === as) continue
      codes[at] = code
      looks[at] = as
      changed[count++] = at
    }
    if (i > 0) last = look
    x += i
    return i
  }

  function set(code: number, look: number): void {
    if (codes[x] !== code || looks[x] !== look) {
      codes[x] = code
      looks[x] = look
      if (count === 0 || (changed[count - 1] as number) < x) changed[count++] = x
    }
    x++
  }

  /** A combining mark joins the character before it; the cell is sent again even where it comes out as it was. */
  function mark(code: number): void {
    const past = x
    const at = x > 1 && codes[x - 1] === HALF ? x - 2 : x - 1
    if (at < 0) return
    x = at
    set(clusters.join(codes[at] as number, code), last)
    x = past
  }
}

/** Whether it begins with a mark. */
function joins({ text }: Span): boolean {
  return text.charCodeAt(0) >= 0x300 && widthOf(text.codePointAt(0) as number) === 0
}
