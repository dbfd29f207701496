import { EventEmitter } from 'node:events'
import createProgram from 'blessed/lib/program.js'
import type { Input } from '../ui/frame.ts'
import type { Decode } from './input.ts'

/** blessed gives Enter as `enter` and as `return`, and ^J as `linefeed`: one key for all of them. */
const SAME: Readonly<Record<string, string>> = { linefeed: 'enter', 'C-`': 'C-space' }

/**
 * Names keys and mouse events by blessed's Program, one whole sequence at a time.
 *
 * Only its Program: the Screen above it draws by itself, ignores SIGTERM while anybody else listens to it, and loads thirty
 * widgets. It gets streams of its own, so that it can neither read past the re-assembler nor write to the terminal; no terminfo,
 * which it would misread in the format of ncurses 6.1, and which costs 13 ms and 6 MiB; and TMUX is hidden, for it would run
 * `tmux -V` to learn a version that only matters for writing.
 */
export function createDecoder(): Decode {
  const input = Object.assign(new EventEmitter(), {
    isTTY: true,
    isRaw: true,
    setRawMode: () => undefined,
    resume: () => undefined,
    pause: () => undefined,
  })
  const output = Object.assign(new EventEmitter(), { isTTY: true, columns: 80, rows: 24, write: () => true })
  const program = withoutTmux(() => createProgram({ input, output, tput: false, terminal: 'xterm-256color' }))
  let found: Input[] = []
  let whole = ''
  program.on('keypress', (_char, key) => {
    // What a terminal answers, and keys as newer ones tell them: blessed would type each character, a q among them.
    if (SEQUENCE.test(whole) && key?.sequence !== whole) return
    if (key?.full && key.name !== 'return') found.push({ kind: 'key', key: SAME[key.full] ?? key.full })
  })
  program.on('mouse', (mouse) => {
    const sgr = SGR_MOUSE.exec(whole)
    if (sgr !== null && !MEANT.includes(Number(sgr[1]) & ~MODIFIERS)) return
    const action = ACTIONS[mouse.action]
    // Motion and release tell nothing here; only the first button presses.
    if (action === undefined || (action === 'press' && mouse.button !== 'left')) return
    found.push({ kind: 'mouse', action, x: mouse.x, y: mouse.y })
  })
  return (bytes) => {
    found = []
    whole = bytes
    const code = bytes.charCodeAt(0)
    // blessed has no names for ^\ ^] ^^ ^_.
    if (bytes.length === 1 && code > 0x1b && code < 0x20) {
      return [{ kind: 'key', key: `C-${String.fromCharCode(code + 0x40)}` }]
    }
    input.emit('data', Buffer.from(bytes))
    return found
  }
}

/** It is one key or none. ESC and any other character is Alt and a key, or Escape and Enter. */
const SEQUENCE = /^\x1b[[\]ONP_^]./s

const SGR_MOUSE = /^\x1b\[<(\d+);/
/** Shift, Alt, Ctrl. */
const MODIFIERS = 0b11100
/** The first button, the wheel up and down. The wheel pushed aside (66, 67) and the buttons beside it (128 on) are the same to blessed. */
const MEANT: readonly number[] = [0, 64, 65]
const ACTIONS: Readonly<Record<string, 'press' | 'wheel-up' | 'wheel-down'>> = {
  mousedown: 'press',
  wheelup: 'wheel-up',
  wheeldown: 'wheel-down',
}

function withoutTmux<T>(make: () => T): T {
  const tmux = process.env.TMUX
  delete process.env.TMUX
  try {
    return make()
  } finally {
    if (tmux !== undefined) process.env.TMUX = tmux
  }
}
