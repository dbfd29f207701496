import type { Coded } from '../views/coded.ts'
import type { Operator } from './query-tokens.ts'

/** What a filter may compare: a column by its id, and what its values are. */
export type Field = TextField | NumberField

export interface TextField {
  readonly kind: 'text'
  /** All there can be, where those are few: another one is a mistake. */
  readonly values?: readonly string[]
  /** Then the row gives codes in place of words. */
  readonly code?: Pick<Coded, 'word' | 'find'>
}

export interface NumberField {
  readonly kind: 'number'
  readonly unit: 'count' | 'bytes' | 'percent' | 'seconds'
  /** The field that holds the same as bytes, for `mem>1G` where `mem` itself is a percentage. */
  readonly asBytes?: string
  /** Another number may be meant as well: the row tells it. */
  readonly either?: boolean
}

/** One row as a filter sees it. Null: not known. */
export interface QueryRow {
  readonly get: (field: string) => number | string | null
  /** More words of a field, any of which may be meant. */
  readonly also?: (field: string) => readonly string[]
  /** Another number of a field that may be meant. */
  readonly either?: (field: string) => number | null
  readonly words: () => string
  /** Whether its words hold these, where that can be told faster. */
  readonly has?: (words: string) => boolean
}

/** Kleene's three values, so that `not cpu>20` is no more true than `cpu>20` where cpu is not known: and = min, or = max. */
export type Truth = 0 | 1 | 2
export const FALSE: Truth = 0
export const UNKNOWN: Truth = 1
export const TRUE: Truth = 2

export type Test = (row: QueryRow) => Truth

/** A comparison ready to be asked, and the field it reads; or one line that says what to type. */
export type Compared = { readonly test: Test; readonly field: string } | { readonly error: string }

interface Value {
  readonly value: string
  /** What was quoted is one value, commas and all. */
  readonly quoted: boolean
}

export function compareTo(name: string, field: Field, operator: Operator, given: Value): Compared {
  const values = given.quoted ? [given.value] : given.value.split(',').filter((value) => value !== '')
  if (values.length === 0) return { error: `${name}${operator} needs a value; type ${example(name, field)}` }
  return field.kind === 'text'
    ? compareWords(name, field, operator, values)
    : compareNumbers(name, field, operator, values)
}

function compareWords(name: string, field: TextField, operator: Operator, values: readonly string[]): Compared {
  if (operator !== '=' && operator !== '!=' && operator !== '~')
    return { error: `${name} holds words and has no ${operator}; type ${name}=${values[0]} or ${name}~${values[0]}` }
  const able = field.values?.map((value) => value.toLowerCase())
  const wanted = values.map((value) => (operator === '~' ? value.toLowerCase() : meant(value.toLowerCase(), able)))
  const odd = able && operator !== '~' ? wanted.findIndex((value) => !able.includes(value)) : -1
  if (odd >= 0) return { error: `no ${name} ${values[odd]}; type one of ${field.values?.join(' ')}` }
  const fits =
    operator === '~'
      ? (seen: string) => wanted.some((part) => seen.includes(part))
      : (seen: string) => wanted.includes(seen) === (operator === '=')
  const truth = field.code
    ? truthOfCode(field.code, operator, wanted, fits)
    : (seen: number | string) => fits(`${seen}`.toLowerCase())
  const test: Test = (row) => {
    const seen = row.get(name)
    if (seen === null) return UNKNOWN
    const also = row.also?.(name) ?? NONE
    const isFit = (word: string) => fits(word.toLowerCase())
    const isTrue = operator === '!=' ? truth(seen) && also.every(isFit) : truth(seen) || also.some(isFit)
    return isTrue ? TRUE : FALSE
  }
  return { test, field: name }
}

const NONE: readonly string[] = []

/** A value as it is spelled here: `established` and `TIME_WAIT` are ESTAB and TIME-WAIT for other tools. */
function meant(value: string, able: readonly string[] | undefined): string {
  if (!able || able.includes(value)) return value
  const bare = (word: string) => word.replace(/[-_]/g, '')
  return able.find((one) => one.length > 3 && bare(value).startsWith(bare(one))) ?? value
}

/** Each code is compared once, however many rows have it. */
function truthOfCode(
  { word, find }: Pick<Coded, 'word' | 'find'>,
  operator: Operator,
  wanted: readonly string[],
  fits: (seen: string) => boolean,
): (code: number | string) => boolean {
  if (find && operator !== '~') {
    const codes = new Set<number | string | null>(wanted.map(find))
    return (code) => codes.has(code) === (operator === '=')
  }
  const known = new Map<number | string, boolean>()
  return (code) => {
    const found = known.get(code)
    if (found !== undefined) return found
    const fit = fits(word(code as number).toLowerCase())
    known.set(code, fit)
    return fit
  }
}

function compareNumbers(name: string, field: NumberField, operator: Operator, values: readonly string[]): Compared {
  if (operator === '~') return { error: `${name} holds numbers and has no ~; type ${example(name, field)}` }
  const asBytes = field.asBytes !== undefined && values.every((value) => SIZE.test(value)) ? field.asBytes : null
  const unit = asBytes === null ? field.unit : 'bytes'
  const wanted: number[] = []
  for (const value of values) {
    const number = numberIn(unit, value)
    if (number === null) return { error: `"${value}" is not ${KINDS[unit].called}; type ${example(name, field)}` }
    wanted.push(number)
  }
  if (wanted.length > 1 && operator !== '=' && operator !== '!=')
    return { error: `${operator} takes one value; type ${name}${operator}${values[0]}` }
  const read = asBytes ?? name
  const fits = numberTest(operator, wanted)
  const test: Test = (row) => {
    const seen = row.get(read)
    if (typeof seen !== 'number' || Number.isNaN(seen)) return UNKNOWN
    return fits(seen) ? TRUE : FALSE
  }
  const ofEither: Test = (row) => {
    const known = [row.get(read), row.either?.(read) ?? null].filter((one) => typeof one === 'number')
    if (known.length === 0) return UNKNOWN
    return (operator === '!=' ? known.every(fits) : known.some(fits)) ? TRUE : FALSE
  }
  return { test: field.either ? ofEither : test, field: read }
}

function numberTest(operator: Operator, wanted: readonly number[]): (seen: number) => boolean {
  const limit = wanted[0] as number
  switch (operator) {
    case '>':
      return (seen) => seen > limit
    case '>=':
      return (seen) => seen >= limit
    case '<':
      return (seen) => seen < limit
    case '<=':
      return (seen) => seen <= limit
    case '!=':
      return (seen) => !wanted.includes(seen)
    default:
      return (seen) => wanted.includes(seen)
  }
}

interface Kind {
  readonly called: string
  readonly example: string
  readonly suffixes: ReadonlyMap<string, number>
}

const SIZES: readonly [string, number][] = ['k', 'm', 'g', 't', 'p'].flatMap((letter, i): [string, number][] => {
  const size = 1024 ** (i + 1)
  return [
    [letter, size],
    [`${letter}b`, size],
    [`${letter}ib`, size],
  ]
})
const KINDS: Readonly<Record<NumberField['unit'], Kind>> = {
  count: {
    called: 'a number',
    example: '20',
    suffixes: new Map([
      ['', 1],
      ['k', 1e3],
      ['m', 1e6],
      ['g', 1e9],
    ]),
  },
  percent: {
    called: 'a percentage',
    example: '20',
    suffixes: new Map([
      ['', 1],
      ['%', 1],
    ]),
  },
  bytes: { called: 'a size', example: '1G', suffixes: new Map([['', 1], ['b', 1], ...SIZES]) },
  seconds: {
    called: 'a time',
    example: '10m',
    suffixes: new Map([
      ['', 1],
      ['ms', 1e-3],
      ['s', 1],
      ['m', 60],
      ['h', 3600],
      ['d', 86_400],
    ]),
  },
}

/** A size says so by its suffix; a bare number does not. */
const SIZE = /\d([kmgtp](i?b)?|b)$/i

/** Number and suffix; of a time several may follow each other: 1h30m. */
function numberIn(unit: NumberField['unit'], value: string): number | null {
  const minus = value.startsWith('-')
  const piece = /(\d+(?:\.\d+)?)([a-z%]*)/iy
  piece.lastIndex = minus ? 1 : 0
  let sum = 0
  do {
    const found = piece.exec(value)
    const factor = found && KINDS[unit].suffixes.get((found[2] as string).toLowerCase())
    if (!factor) return null
    sum += Number(found[1]) * factor
  } while (unit === 'seconds' && piece.lastIndex < value.length)
  if (piece.lastIndex < value.length) return null
  return minus ? -sum : sum
}

function example(name: string, field: Field): string {
  return field.kind === 'text' ? `${name}=NAME` : `${name}>${KINDS[field.unit].example}`
}
