import type { Options } from './options.ts'
import { clean, type Text, text } from './text.ts'

/** How to draw on this terminal. */
export interface TerminalPlan {
  readonly colors: 0 | 8 | 16 | 256
  /** Plain characters only: asked for, or the locale is not UTF-8. */
  readonly ascii: boolean
}

export interface Refusal {
  /** One line for stderr that says what to type instead; exit 2. */
  readonly mistake: Text
}

export type Environment = Readonly<Record<string, string | undefined>>

/** Whether this terminal will do, and what it can show. `--once` prints plain text and takes any. */
export function terminalPlan(
  options: Pick<Options, 'once' | 'ascii' | 'color'>,
  env: Environment,
  isTerminal: { readonly stdin: boolean; readonly stdout: boolean },
): TerminalPlan | Refusal {
  const ascii = options.ascii || !isUtf8(env)
  if (options.once) return { colors: options.color === 'auto' ? 0 : options.color, ascii }
  if (!isTerminal.stdin || !isTerminal.stdout) {
    const which = isTerminal.stdin ? text`stdout is` : isTerminal.stdout ? text`stdin is` : text`stdin and stdout are`
    return { mistake: text`whytop: ${which} not a terminal; type whytop --once for text, or whytop --once --json` }
  }
  const term = env.TERM ?? ''
  if (term === '' || term === 'dumb' || term === 'unknown') {
    const words = term === '' ? text`TERM is not set` : text`TERM=${clean(term)} cannot move the cursor`
    return { mistake: text`whytop: ${words}; type TERM=xterm-256color whytop, or whytop --once for text` }
  }
  return { colors: options.color === 'auto' ? colorsOf(term, env) : options.color, ascii }
}

/** https://no-color.org: set to anything but nothing; what the command line says comes first. */
function colorsOf(term: string, env: Environment): TerminalPlan['colors'] {
  if (env.NO_COLOR) return 0
  if (MONOCHROME.test(term)) return 0
  if (env.COLORTERM || HAS_256.test(term)) return 256
  return term.includes('16color') ? 16 : 8
}

const MONOCHROME = /^(vt\d|ansi-m|.*-m$|.*-mono)/
const HAS_256 = /256col|kitty|alacritty|foot|ghostty|wezterm|direct|contour|truecolor/

/** The first of these that is set decides, as in setlocale(3). */
function isUtf8(env: Environment): boolean {
  return /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || '')
}
