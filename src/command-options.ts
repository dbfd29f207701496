import { EXIT_HELP } from './exit-codes.ts'
import { nearest } from './nearest.ts'
import { clean, type Text, text } from './text.ts'
import type { Seconds } from './units.ts'

/** What runs without a terminal. */
export type Command = WhyCommand | WatchCommand | ExplainCommand | HelpCommand

export interface WhyCommand {
  readonly command: 'why'
  readonly seconds: Seconds
  readonly json: boolean
  readonly min: 'info' | 'warning' | 'critical'
  readonly root: string | null
  readonly since: string | null
}

export interface WatchCommand {
  readonly command: 'watch'
  readonly json: boolean
  readonly min: 'info' | 'warning' | 'critical'
}

export interface ExplainCommand {
  readonly command: 'explain'
  readonly term: string
}

/** `why --help`: what is printed instead of running. */
export interface HelpCommand {
  readonly command: 'help'
  readonly text: string
}

interface CommandUsage {
  readonly name: Exclude<Command, HelpCommand>['command']
  readonly usage: string
  readonly help: string
}

/** Said once: --help and the README have it from here. */
export const COMMANDS: readonly CommandUsage[] = [
  {
    name: 'why',
    usage: 'why [--for 10s] [--min warning] [--json] [--root DIR] [--since F]',
    help: 'print what is wrong, the evidence, what is ruled out and what to do; exit 0: nothing, 1: something, 3: could not measure, or failed',
  },
  {
    name: 'watch',
    usage: 'watch [--json] [--min info]',
    help: 'print a line for each change of what is wrong, until stopped',
  },
  { name: 'explain', usage: 'explain TERM', help: 'say what a column, a counter, a setting or a finding means' },
]

/** Seconds that `why` may look. */
const SPAN = { least: 1, most: 3600, usual: 10 } as const

/** Null: the words are no command, but options. A mistake is one line that says what to type instead. */
export function parseCommand(argv: readonly string[]): Command | { readonly mistake: Text } | null {
  const [name, ...rest] = argv
  const found = COMMANDS.find((command) => command.name === name)
  if (!found) return null
  if (rest.includes('--help')) return { command: 'help', text: commandHelp(found) }
  if (found.name === 'explain') return explainCommand(rest)
  const given = valuesOf(rest, found)
  if (typeof given === 'string') return mistake(given)
  const seconds = given.for === undefined ? SPAN.usual : secondsOf(given.for)
  if (seconds === null)
    return mistake(`--for takes ${SPAN.least}s to ${SPAN.most}s, not ${quoted(given.for ?? '')}; type --for 10s`)
  const min = given.min ?? (found.name === 'why' ? 'warning' : 'info')
  if (min !== 'info' && min !== 'warning' && min !== 'critical')
    return mistake(`--min takes info, warning or critical, not ${quoted(min)}; type --min warning`)
  const json = given.json !== undefined
  if (found.name === 'watch') return { command: 'watch', json, min }
  return { command: 'why', seconds, json, min, root: given.root ?? null, since: given.since ?? null }
}

function explainCommand(words: readonly string[]): Command | { readonly mistake: Text } {
  const term = words.join(' ').trim()
  return term === '' ? mistake('explain needs a term; type whytop explain DIRECT') : { command: 'explain', term }
}

type Given = Partial<Record<'for' | 'json' | 'min' | 'root' | 'since', string>>

const FLAGS: Readonly<Record<'why' | 'watch', Readonly<Partial<Record<keyof Given, string>>>>> = {
  why: {
    for: `how long to look, ${SPAN.least}s to ${SPAN.most}s; ${SPAN.usual}s unless said`,
    json: 'print JSON',
    min: 'from what on: info, warning or critical; warning unless said',
    root: 'look at a captured machine instead of this one',
    since: 'tell too what changed since this saved answer of why --json',
  },
  watch: {
    json: 'print JSON, an object a line',
    min: 'from what on: info, warning or critical; info unless said',
  },
}

function commandHelp({ name, usage, help }: CommandUsage): string {
  const flags = Object.entries(name === 'explain' ? {} : FLAGS[name])
  return [
    `Usage: whytop ${usage}`,
    ...wrapped(`${help.charAt(0).toUpperCase()}${help.slice(1)}.`),
    ...(flags.length > 0 ? [''] : []),
    ...flags.map(([flag, what]) => `  --${flag.padEnd(5)}  ${what}`),
    ...(name === 'why' ? ['', ...EXIT_HELP] : []),
    '',
  ].join('\n')
}

function wrapped(words: string): readonly string[] {
  return words.match(/\S(?:.{0,78}\S)?(?=\s|$)/g) ?? []
}

/** A string is what is wrong. */
function valuesOf(words: readonly string[], { name, usage }: CommandUsage): Given | string {
  const known = Object.keys(FLAGS[name as 'why' | 'watch']) as readonly (keyof Given)[]
  const given: Given = {}
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string
    const equals = word.indexOf('=')
    const flag = known.find((one) => `--${one}` === (equals < 0 ? word : word.slice(0, equals)))
    if (!flag) {
      const near = nearest(
        word,
        known.map((one) => `--${one}`),
      )
      return `${name} has no option ${quoted(word)}; ${near ? `did you mean ${near}?` : `type whytop ${usage}`}`
    }
    if (flag === 'json') {
      if (equals >= 0) return '--json takes no value; type --json'
      given.json = ''
      continue
    }
    const value = equals < 0 ? words[++i] : word.slice(equals + 1)
    if (value === undefined || value === '' || (equals < 0 && value.startsWith('--')))
      return `--${flag} needs a value; type whytop ${usage}`
    given[flag] = value
  }
  return given
}

/** `10`, `10s`, `2m`. */
function secondsOf(value: string): Seconds | null {
  const match = /^(\d{1,6}(?:\.\d{1,3})?)(s|m)?$/.exec(value)
  const seconds = match ? Number(match[1]) * (match[2] === 'm' ? 60 : 1) : Number.NaN
  return seconds >= SPAN.least && seconds <= SPAN.most ? seconds : null
}

function quoted(value: string): string {
  return `"${value.length > 40 ? `${value.slice(0, 40)}...` : value}"`
}

function mistake(words: string): { readonly mistake: Text } {
  return { mistake: text`whytop: ${clean(words)}` }
}
