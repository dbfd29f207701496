import { nearest } from './nearest.ts'
import { INTERVAL } from './options.ts'
import type { Seconds } from './units.ts'

/** What a person chose and whytop keeps. What is not there was not chosen: the program's default holds. */
export interface Config {
  /** Column ids by table id, in the order shown. */
  readonly columns?: Readonly<Record<string, readonly string[]>>
  /** By table id. */
  readonly sort?: Readonly<Record<string, { readonly column: string; readonly reverse: boolean }>>
  readonly interval?: Seconds
  readonly theme?: 'dark' | 'light'
  readonly mouse?: boolean
  /** %CPU of one core or of the machine. */
  readonly cpu_of?: 'core' | 'machine'
  /** Whether copying also goes to the terminal's clipboard. */
  readonly clipboard?: boolean
  /** Limits of findings that are not the program's own: by finding in lower case, by name. What stands there is judged by findings/limits.ts. */
  readonly limits?: Readonly<Record<string, unknown>>
}

export interface ParsedConfig {
  readonly config: Config
  /** One line each, for stderr or the footer. They name keys, never values: the file may be somebody else's secret. */
  readonly complaints: readonly string[]
  /** Keys we do not know, and those whose value we could not take: written back as they were. */
  readonly kept: Readonly<Record<string, unknown>>
  /** False: the text is not a config at all, and what it was meant to be must not be written over. */
  readonly whole: boolean
}

/** Reads the text of config.json. Never throws: what cannot be taken is complained about and left alone. */
export function parseConfig(text: string): ParsedConfig {
  if (text.trim() === '') return { config: {}, kept: {}, complaints: [], whole: true }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return broken('the config file is not JSON; correct it or remove it')
  }
  if (!isRecord(json)) return broken('the config file is not a JSON object; type { } around its keys')
  if (!isShallow(json, DEEPEST)) return broken(`the config file nests deeper than ${DEEPEST}; correct it or remove it`)
  const config: Record<string, unknown> = {}
  const kept: Record<string, unknown> = Object.create(null)
  const complaints: string[] = []
  for (const [key, value] of Object.entries(json)) {
    const check = CHECKS.get(key)
    if (check?.takes(value)) {
      config[key] = value
      continue
    }
    kept[key] = value
    const meant = check ? null : nearest(key, CHECKS.keys())
    complaints.push(
      check
        ? `config: "${key}" must be ${check.must}`
        : `config: unknown key ${nameOf(key)}${meant ? `; did you mean "${meant}"?` : ''}`,
    )
  }
  return { config, complaints, kept, whole: true }
}

/** The file's new text: what is known now, and whatever else stood in it. */
export function configText(config: Config, kept: Readonly<Record<string, unknown>> = {}): string {
  return `${JSON.stringify({ ...kept, ...config }, null, 2)}\n`
}

/** With a change laid over it; of columns and sort only the tables named in it change, and an empty list means the default again. */
export function changedConfig(config: Config, change: Config): Config {
  const columns = Object.entries({ ...config.columns, ...change.columns }).filter(([, ids]) => ids.length > 0)
  const sort = { ...config.sort, ...change.sort }
  const { columns: _columns, sort: _sort, ...rest } = config
  return {
    ...rest,
    ...change,
    ...(columns.length > 0 || change.columns ? { columns: Object.fromEntries(columns) } : {}),
    ...(Object.keys(sort).length > 0 ? { sort } : {}),
  }
}

/** $XDG_CONFIG_HOME where it is absolute, as its specification asks, else ~/.config. Null: neither is set, nothing is kept. */
export function configPath(env: Readonly<Record<string, string | undefined>>): string | null {
  const base = isAbsolute(env.XDG_CONFIG_HOME)
    ? env.XDG_CONFIG_HOME
    : isAbsolute(env.HOME)
      ? `${env.HOME}/.config`
      : null
  return base === null ? null : `${base}/whytop/config.json`
}

function broken(why: string): ParsedConfig {
  return { config: {}, kept: {}, complaints: [why], whole: false }
}

/** What is kept is written back, and JSON.stringify overflows the stack on what JSON.parse still takes. */
const DEEPEST = 32

function isShallow(value: unknown, room: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return room > 0 && Object.values(value).every((inner) => isShallow(inner, room - 1))
}

interface Check {
  readonly takes: (value: unknown) => boolean
  readonly must: string
}

const CHECKS: ReadonlyMap<string, Check> = new Map<keyof Config, Check>([
  ['columns', { takes: (v) => isRecord(v) && Object.values(v).every(isIds), must: 'an object of lists of column ids' }],
  [
    'sort',
    {
      takes: (v) => isRecord(v) && Object.values(v).every(isSort),
      must: 'an object of {"column": ID, "reverse": true or false}',
    },
  ],
  [
    'interval',
    {
      takes: (v) => typeof v === 'number' && v >= INTERVAL.least && v <= INTERVAL.most,
      must: `a number of seconds, ${INTERVAL.least} to ${INTERVAL.most}`,
    },
  ],
  ['theme', oneOf('dark', 'light')],
  ['mouse', { takes: isBoolean, must: 'true or false' }],
  ['cpu_of', oneOf('core', 'machine')],
  ['clipboard', { takes: isBoolean, must: 'true or false' }],
  ['limits', { takes: isRecord, must: 'an object of {"FINDING": {"LIMIT": NUMBER}}' }],
])

function oneOf(...words: readonly string[]): Check {
  return { takes: (v) => words.some((word) => word === v), must: words.map((word) => `"${word}"`).join(' or ') }
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean'
}

function isIds(value: unknown): boolean {
  return Array.isArray(value) && value.every((id) => typeof id === 'string')
}

function isSort(value: unknown): boolean {
  return isRecord(value) && typeof value.column === 'string' && isBoolean(value.reverse)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isAbsolute(path: string | undefined): path is string {
  return path?.startsWith('/') === true
}

/** A key is short; something long in its place may be anything. */
function nameOf(key: string): string {
  return key.length <= 40 ? `"${key}"` : `"${key.slice(0, 40)}..."`
}
