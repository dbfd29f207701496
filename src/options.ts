import { COMMANDS } from './command-options.ts'
import { EXIT_HELP } from './exit-codes.ts'
import { nearest } from './nearest.ts'
import { optionElsewhere, paneElsewhere } from './options-elsewhere.ts'
import { clean, type Text, text } from './text.ts'
import type { Seconds } from './units.ts'

/** What the command line asked for. Null: it did not say, so the config file or the default holds. */
export interface Options {
  /** One pane alone, or several tiled; null: all of them behind their tabs. */
  readonly panes: readonly string[] | null
  readonly interval: Seconds | null
  readonly sort: string | null
  readonly filter: string | null
  readonly root: string | null
  readonly once: boolean
  /** How often --once prints. */
  readonly frames: number
  readonly json: boolean
  readonly ascii: boolean
  readonly color: 'auto' | 0 | 8 | 16 | 256
  readonly theme: 'dark' | 'light' | null
  readonly mouse: boolean | null
  readonly readOnly: boolean
  /** Print this instead of running. */
  readonly show: 'help' | 'version' | null
}

/** One line for stderr that says what to type instead; exit 2. */
export interface Usage {
  readonly mistake: Text
}

export interface OptionsContext {
  readonly panes: readonly string[]
}

export const INTERVAL = { least: 0.1, most: 3600 } as const
const MOST_FRAMES = 1_000_000

export function parseOptions(argv: readonly string[], context: OptionsContext): Options | Usage {
  let options = DEFAULTS
  const given = new Set<string>()
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string
    const [name, attached] = split(word)
    const flag = FLAGS.find((f) => f.flag === name)
    if (!flag) return mistake(notAFlag(word, name, context))
    if (flag.value === null && attached !== null) return mistake(`${name} takes no value; type ${name}`)
    const next = argv[i + 1]
    const value = flag.value === null ? '' : (attached ?? (next === undefined || next.startsWith('--') ? null : next))
    if (value === null || (flag.value !== null && value.trim() === ''))
      return mistake(`${name} needs a value; type ${flag.example}`)
    if (flag.value !== null && attached === null) i++
    const change = flag.read(value, context)
    if (typeof change === 'string') return mistake(`${change}; type ${flag.example}`)
    options = { ...options, ...change }
    given.add(name)
  }
  return contradiction(given) ?? options
}

/** For --help: every flag with its line, the panes, what a filter can say. */
export function helpText(context: OptionsContext): string {
  const left = FLAGS.map((f) => (f.value === null ? f.flag : `${f.flag} ${f.value}`))
  const widest = Math.max(...left.map((words) => words.length))
  return [
    'Usage: whytop [OPTION]...',
    ...COMMANDS.map(({ usage }) => `       whytop ${usage}`),
    'Shows what a Linux machine is doing, and why it is slow.',
    '',
    ...FLAGS.map((f, i) => `  ${(left[i] as string).padEnd(widest)}  ${f.help}`),
    '',
    `Panes: ${context.panes.join(' ')}`,
    'Filter: words, or comparisons such as cpu>20 mem>1G user=www state=D,R,',
    '        joined by and, or, not and parentheses',
    ...EXIT_HELP,
    '',
  ].join('\n')
}

const DEFAULTS: Options = {
  panes: null,
  interval: null,
  sort: null,
  filter: null,
  root: null,
  once: false,
  frames: 1,
  json: false,
  ascii: false,
  color: 'auto',
  theme: null,
  mouse: null,
  readOnly: false,
  show: null,
}

interface Flag {
  readonly flag: string
  /** Null: it takes none. */
  readonly value: string | null
  readonly help: string
  /** What a person could type. */
  readonly example: string
  /** What it sets, or what is wrong with the value. */
  readonly read: (value: string, context: OptionsContext) => Partial<Options> | string
}

/** Said once: parsing, --help and the README's list come from here. */
export const FLAGS: readonly Flag[] = [
  valued('--pane', 'ID', 'show one pane alone', '--pane processes', (id, { panes }) => panesOf([id], panes)),
  valued('--panes', 'A,B', 'show several panes at once', '--panes processes,load', (ids, { panes }) =>
    panesOf(ids.split(','), panes),
  ),
  valued('--interval', 'S', 'seconds between two looks, 0.1 to 3600', '--interval 2', (value) => {
    const interval = secondsOf(value)
    return interval !== null && interval >= INTERVAL.least && interval <= INTERVAL.most
      ? { interval }
      : `--interval takes ${INTERVAL.least} to ${INTERVAL.most} seconds, not ${quoted(value)}`
  }),
  valued('--sort', 'COL', 'sort by this column', '--sort cpu', (sort) => ({ sort: sort.trim().toLowerCase() })),
  valued('--filter', 'Q', 'show only the rows this fits', "--filter 'cpu>20 user=www'", (filter) => ({ filter })),
  valued('--root', 'DIR', 'look at a captured machine instead of this one', '--root capture', (root) => ({ root })),
  bare('--once', 'print the pane as text and end', { once: true }),
  valued('-n', 'N', 'with --once: print so many times', '--once -n 3', (value) => {
    const frames = decimalNumber(value)
    return frames !== null && Number.isInteger(frames) && frames >= 1 && frames <= MOST_FRAMES
      ? { frames }
      : `-n takes a whole number from 1, not ${quoted(value)}`
  }),
  bare('--json', 'with --once: print JSON', { json: true }),
  bare('--ascii', 'draw with plain characters only', { ascii: true }),
  valued('--color', 'WHEN', 'auto, never, 8, 16 or 256 colors', '--color 256', (value) => {
    const color = COLORS.get(value)
    return color === undefined ? `--color takes auto, never, 8, 16 or 256, not ${quoted(value)}` : { color }
  }),
  valued('--theme', 'NAME', 'dark or light background', '--theme light', (value) =>
    value === 'dark' || value === 'light' ? { theme: value } : `--theme takes dark or light, not ${quoted(value)}`,
  ),
  bare('--no-mouse', 'leave the mouse to the terminal, to select text', { mouse: false }),
  bare('--read-only', 'change nothing on the machine', { readOnly: true }),
  bare('--version', 'print the version', { show: 'version' }),
  bare('--help', 'print this', { show: 'help' }),
]

const COLORS = new Map<string, Options['color']>([
  ['auto', 'auto'],
  ['never', 0],
  ['8', 8],
  ['16', 16],
  ['256', 256],
])

function valued(flag: string, value: string, help: string, example: string, read: Flag['read']): Flag {
  return { flag, value, help, example, read }
}

function bare(flag: string, help: string, change: Partial<Options>): Flag {
  return { flag, value: null, help, example: flag, read: () => change }
}

/** `--flag=value` and `-n3` as well as two words. */
function split(word: string): readonly [string, string | null] {
  const equals = word.indexOf('=')
  if (word.startsWith('--') && equals > 0) return [word.slice(0, equals), word.slice(equals + 1)]
  return word.length > 2 && word.startsWith('-n') ? ['-n', word.slice(equals === 2 ? 3 : 2)] : [word, null]
}

function notAFlag(word: string, name: string, { panes }: OptionsContext): string {
  const meant = optionElsewhere(name)
  const said = word.startsWith('-') ? `no option ${name}` : `${quoted(word)} is no option`
  if (meant && 'key' in meant) return `${said}; press ${meant.key} on the screen`
  const near = meant?.option ?? (word.startsWith('-') ? nearFlag(name) : nearPane(word, panes))
  return `${said}; ${near ? `did you mean ${near}?` : 'type whytop --help for the list'}`
}

function nearFlag(name: string): string | null {
  const flags = FLAGS.map(({ flag }) => flag)
  return name.startsWith('--') ? nearest(name, flags) : null
}

function nearPane(word: string, panes: readonly string[]): string | null {
  const pane = paneElsewhere(word, panes) ?? nearest(word, panes)
  return pane && `--pane ${pane}`
}

function panesOf(ids: readonly string[], known: readonly string[]): Partial<Options> | string {
  for (const [i, id] of ids.entries()) {
    if (ids.indexOf(id) < i) return `pane ${quoted(id)} is named twice`
    if (known.includes(id)) continue
    const meant = paneElsewhere(id, known) ?? nearest(id, known)
    return `no pane ${quoted(id)}${meant ? `, did you mean ${meant}?` : '.'} There are ${known.join(', ')}`
  }
  return { panes: ids }
}

function contradiction(given: ReadonlySet<string>): Usage | null {
  if (given.has('--help') || given.has('--version')) return null
  if (given.has('--pane') && given.has('--panes'))
    return mistake('--pane and --panes exclude each other; type --panes A,B')
  if (given.has('--json') && !given.has('--once')) return mistake('--json goes with --once; type whytop --once --json')
  if (given.has('-n') && !given.has('--once')) return mistake('-n goes with --once; type whytop --once -n 3')
  return null
}

/** Number() takes too much: '', '0x10', '1e3', 'Infinity'. */
function decimalNumber(value: string): number | null {
  return /^\d{1,7}(\.\d{1,6})?$/.test(value.trim()) ? Number(value) : null
}

/** `2` and `2s`, as `why --for` takes it, and `500ms`. */
function secondsOf(value: string): Seconds | null {
  const [, amount = '', unit] = /^(.*?)(m?s)?$/.exec(value.trim()) ?? []
  const number = decimalNumber(amount)
  return number !== null && unit === 'ms' ? number / 1000 : number
}

function quoted(value: string): string {
  return `"${value.length > 40 ? `${value.slice(0, 40)}...` : value}"`
}

/** What was typed stands in the line, so it passes clean(). */
function mistake(words: string): Usage {
  return { mistake: text`whytop: ${clean(words)}` }
}
