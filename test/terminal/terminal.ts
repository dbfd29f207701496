import { type IPty, spawn } from '@lydell/node-pty'
import unicode11 from '@xterm/addon-unicode11'
import headless from '@xterm/headless'

export interface Cell {
  readonly chars: string
  /** null: the terminal's own; else the number of the palette. */
  readonly fg: number | null
  readonly bg: number | null
  readonly bold: boolean
  readonly underline: boolean
  readonly inverse: boolean
  /** 0: the right half of a wide character. */
  readonly width: number
}

/** A terminal emulator, with the widths of Unicode 11: what bytes look like. */
export interface Emulator {
  write(bytes: string | Uint8Array): Promise<void>
  resize(columns: number, rows: number): void
  /** The rows of the screen, blank tails cut. */
  readonly screen: () => string[]
  cell(x: number, y: number): Cell
  readonly cursor: () => { readonly x: number; readonly y: number }
  /** Whether the alternate screen is on; what the mouse tells; whether pastes are bracketed. */
  readonly modes: () => {
    readonly alternate: boolean
    readonly mouse: string
    readonly paste: boolean
    readonly wraps: boolean
  }
}

export function emulator(columns: number, rows: number): Emulator {
  const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 100 })
  terminal.loadAddon(new unicode11.Unicode11Addon())
  terminal.unicode.activeVersion = '11'
  const active = () => terminal.buffer.active
  return {
    write: (bytes) => new Promise((done) => terminal.write(bytes, done)),
    resize: (toColumns, toRows) => terminal.resize(toColumns, toRows),
    screen: () =>
      Array.from(
        { length: terminal.rows },
        (_, y) =>
          active()
            .getLine(active().baseY + y)
            ?.translateToString(true) ?? '',
      ),
    cell(x, y) {
      const cell = active()
        .getLine(active().baseY + y)
        ?.getCell(x)
      if (cell === undefined) throw new RangeError(`no cell ${x},${y}`)
      return {
        chars: cell.getChars() || (cell.getWidth() === 0 ? '' : ' '),
        fg: cell.isFgDefault() ? null : cell.getFgColor(),
        bg: cell.isBgDefault() ? null : cell.getBgColor(),
        bold: cell.isBold() !== 0,
        underline: cell.isUnderline() !== 0,
        inverse: cell.isInverse() !== 0,
        width: cell.getWidth(),
      }
    },
    cursor: () => ({ x: active().cursorX, y: active().cursorY }),
    modes: () => ({
      alternate: active().type === 'alternate',
      mouse: terminal.modes.mouseTrackingMode,
      paste: terminal.modes.bracketedPasteMode,
      wraps: terminal.modes.wraparoundMode,
    }),
  }
}

export interface Session extends Omit<Emulator, 'write'> {
  readonly pid: number
  /** Resolves once `is` holds of the screen; throws with the screen as it is after `ms`. */
  waitFor(is: (screen: string[]) => boolean, ms?: number): Promise<void>
  send(keys: string | Buffer): void
  kill(signal: string): void
  /** Stops and goes on reading what the program writes: a stalled link. */
  stall(): void
  flow(): void
  /** Closes our end: the terminal is gone for the program. */
  hangUp(): void
  /** All that was written so far. */
  readonly bytes: () => Buffer
  /** How it ended. `signal` 0: by itself. Resolves when all it wrote is in the emulator. */
  readonly ended: Promise<{ readonly code: number; readonly signal: number }>
}

export interface SessionOptions {
  readonly columns?: number
  readonly rows?: number
  /** Beside PATH, HOME, LANG=C.UTF-8 and TERM=xterm-256color: nothing of this environment gets in. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

/** Runs a command in a pseudo-terminal. The caller ends it: by keys, or by kill('SIGKILL'). */
export function run(argv: readonly [string, ...string[]], options: SessionOptions = {}): Session {
  const { columns = 80, rows = 24, env = {}, cwd } = options
  const screen = emulator(columns, rows)
  const chunks: Buffer[] = []
  const waiters = new Set<() => void>()
  let written: Promise<void> = Promise.resolve()
  const pty: IPty = spawn(argv[0], argv.slice(1), {
    cols: columns,
    rows,
    encoding: null,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
      ...env,
    },
    ...(cwd === undefined ? {} : { cwd }),
  })
  // Typed as string, but a Buffer where encoding is null.
  pty.onData((data: string | Buffer) => {
    const chunk = Buffer.from(data)
    chunks.push(chunk)
    written = screen.write(chunk).then(() => {
      for (const look of [...waiters]) look()
    })
  })
  const ended = new Promise<{ code: number; signal: number }>((done) => {
    pty.onExit(({ exitCode, signal }) => {
      written.then(() => done({ code: exitCode, signal: signal ?? 0 }))
    })
  })

  return {
    ...screen,
    pid: pty.pid,
    ended,
    bytes: () => Buffer.concat(chunks),
    resize(toColumns, toRows) {
      screen.resize(toColumns, toRows)
      pty.resize(toColumns, toRows)
    },
    send: (keys) => pty.write(keys as string),
    kill: (signal) => pty.kill(signal),
    stall: () => pty.pause(),
    flow: () => pty.resume(),
    hangUp: () => (pty as IPty & { destroy(): void }).destroy(),
    waitFor(is, ms = 5000) {
      return new Promise((done, fail) => {
        const look = () => {
          if (!is(screen.screen())) return
          stop()
          done()
        }
        const late = setTimeout(() => {
          stop()
          fail(new Error(`not seen within ${ms} ms:\n${screen.screen().join('\n')}`))
        }, ms)
        const stop = () => {
          clearTimeout(late)
          waiters.delete(look)
        }
        waiters.add(look)
        look()
      })
    },
  }
}
