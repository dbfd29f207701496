import type { Frame } from '../ui/frame.ts'
import { createLay, createRow, forget, HALF, type Row } from './cells.ts'
import { createClusters, FIRST_CLUSTER } from './clusters.ts'
import type { Palette } from './palette.ts'

/**
 * Turns frames into the bytes that lead the terminal from the last one to the next. Own cells rather than blessed's renderer:
 * that keeps an array per cell, sends every wide cell again, cannot erase a tail and costs five times the CPU (0.5 ms a refresh).
 */
export interface Painter {
  /** The bytes for this frame, '' where nothing differs. The terminal is taken to have got all bytes of before. */
  draw(frame: Frame): string
  /** The terminal shows something else now (resized, resumed): the next frame is sent whole. */
  forget(): void
}

/** Synchronized update (DEC 2026). What fits one packet is drawn in one go anyhow: its 16 bytes are spent on larger frames only. */
const PACKET = 1200
const BEGIN = '\x1b[?2026h'
const END = '\x1b[?2026l'
const SPACE = 32
/** A gap of unchanged cells up to this wide is cheaper sent again than jumped over (ESC [ 4 C). */
const WIDEST_GAP = 3

export function createPainter(palette: Palette): Painter {
  const clusters = createClusters()
  const lay = createLay(palette, clusters)
  let columns = 0
  let rows: Row[] = []
  /** The row that is being drawn, and the cells of it that differ. */
  let next = createRow(0)
  let changed = new Int32Array(0)
  let cursor: Frame['cursor'] = null
  let anew = true

  let out = ''
  let look = 0
  /** Where the terminal's cursor is; y −1: not known. */
  let x = 0
  let y = -1
  /** The row is known, the column is not: a wide or joined character was written, or the last column. */
  let adrift = false

  function resize(frame: Frame): void {
    columns = frame.columns
    rows = Array.from({ length: frame.rows }, () => createRow(columns))
    changed = new Int32Array(columns)
    anew = true
  }

  function restart(): void {
    anew = false
    clusters.clear()
    rows.forEach(forget)
    // Not cleared: every cell is written over, so nothing flashes.
    out = '\x1b[m\x1b[?25l'
    look = 0
    y = -1
    cursor = null
  }

  function ink(to: number): void {
    out += palette.sgr(look, to)
    look = to
  }

  /** Moves to a cell by the shortest of: sending again what lies between, forward, next line, absolute. */
  function move(toX: number, toY: number, then: number): void {
    const gap = toX - x
    const run = adrift && next.codes[toX + 1] === HALF
    if (y === toY && gap === 0 && (!adrift || run)) return
    if (y === toY && gap > 0 && !adrift) {
      if (gap > WIDEST_GAP || !resend(toX, then)) out += gap === 1 ? '\x1b[C' : `\x1b[${gap}C`
    } else {
      const jump = toX === 0 ? `\x1b[${toY + 1}H` : `\x1b[${toY + 1};${toX + 1}H`
      const feed = toX === 0 ? '\r\n' : toX === 1 ? '\r\n\x1b[C' : `\r\n\x1b[${toX}C`
      out += y >= 0 && toY === y + 1 && feed.length < jump.length ? feed : jump
    }
    x = toX
    y = toY
    adrift = false
  }

  /** Only where the gap is plain ASCII in the look that is on, or in the one that comes next. */
  function resend(toX: number, then: number): boolean {
    const to = fits(toX, look) ? look : fits(toX, then) ? then : -1
    if (to < 0) return false
    ink(to)
    for (let at = x; at < toX; at++) out += String.fromCharCode(next.codes[at] as number)
    return true
  }

  function fits(toX: number, as: number): boolean {
    for (let at = x; at < toX; at++) {
      const code = next.codes[at] as number
      if (code < SPACE || code > 0x7e || !shows(code, next.looks[at] as number, as)) return false
    }
    return true
  }

  /** Whether a cell looks the same when written in another look: a space shows no ink. */
  function shows(code: number, of: number, as: number): boolean {
    return of === as || (code === SPACE && palette.blank(as) === of)
  }

  function drawRow(row: number, count: number): void {
    const { codes, looks } = next
    let end = columns
    while (end > 0 && codes[end - 1] === SPACE && looks[end - 1] === 0) end--
    let past = 0
    for (let i = 0; i < count; i++) {
      const at = changed[i] as number
      if (at >= end) {
        eraseTail(at, (changed[count - 1] as number) + 1, row)
        return
      }
      // The right half of what has just been sent.
      if (at < past) continue
      const of = looks[at] as number
      move(at, row, of)
      if (!shows(codes[at] as number, of, look)) ink(of)
      past = put(at, codes[at] as number)
    }
  }

  function put(at: number, code: number): number {
    const wide = next.codes[at + 1] === HALF
    out += code < 0x80 ? String.fromCharCode(code) : clusters.text(code)
    x = at + (wide ? 2 : 1)
    // Terminals differ on the width of what is wide or joined: the place is said again after it, so that a difference
    // moves no more than itself.
    adrift = wide || x >= columns || code >= FIRST_CLUSTER
    return x
  }

  /** ESC[K takes the ground colour of the look that is on: only in one whose blank is plain. */
  function eraseTail(from: number, to: number, row: number): void {
    move(from, row, 0)
    if (palette.blank(look) !== 0) ink(0)
    if (to - from < 3 && to < columns) {
      out += ' '.repeat(to - from)
      x = to
    } else out += '\x1b[K'
  }

  return {
    draw(frame) {
      out = ''
      if (frame.columns !== columns || frame.rows !== rows.length) resize(frame)
      if (anew || clusters.full()) restart()
      for (let row = 0; row < rows.length; row++) {
        next = rows[row] as Row
        const count = lay(frame.lines[row], next, changed)
        if (count > 0) drawRow(row, count)
      }
      if (out !== '' && look !== 0) ink(0)
      place(frame.cursor)
      return out.length > PACKET ? BEGIN + out + END : out
    },
    forget() {
      anew = true
    },
  }

  function place(to: Frame['cursor']): void {
    if (to === null) {
      if (cursor !== null) out += '\x1b[?25l'
    } else {
      if (adrift || x !== to.x || y !== to.y) out += `\x1b[${to.y + 1};${to.x + 1}H`
      if (cursor === null) out += '\x1b[?25h'
      x = to.x
      y = to.y
      adrift = false
    }
    cursor = to
  }
}
