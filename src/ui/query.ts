import { nearest } from '../nearest.ts'
import { compareTo, FALSE, type Field, type Test, TRUE, type Truth } from './query-compare.ts'
import { type Token, tokensOf } from './query-tokens.ts'

export type { Field, QueryRow } from './query-compare.ts'

/** A filter, compiled to closures. */
export interface Query {
  readonly test: Test
  readonly fields: readonly string[]
  readonly hasWords: boolean
}

export interface QueryError {
  /** One line: what is wrong, and what to type. Quotes what was typed, so it passes clean() before it is drawn. */
  readonly error: string
  /** Index into the text. */
  readonly at: number
}

/**
 * The language of `\` and --filter: words that a row contains, `"quoted words"`, comparisons (`cpu>20` `mem>=1.5G` `time>2h`
 * `user=www` `state=D,R` `cgroup~docker`), side by side or joined by and, or, not and parentheses. Capitals do not matter.
 */
export function parseQuery(text: string, fields: ReadonlyMap<string, Field>): Query | QueryError {
  if (text.length > LONGEST) return { error: `a filter has at most ${LONGEST} characters`, at: LONGEST }
  const tokens = tokensOf(text)
  if ('error' in tokens) return tokens
  const parser: Parser = { tokens, at: 0, end: text.length, fields, used: new Set(), hasWords: false }
  const test = tokens.length === 0 ? () => TRUE : either(parser)
  if (typeof test !== 'function') return test
  const rest = tokens[parser.at]
  if (rest) return { error: `) at ${rest.at + 1} closes nothing; leave it out, or quote it: ")"`, at: rest.at }
  return { test, fields: [...parser.used], hasWords: parser.hasWords }
}

/** Whether the row fits: what is not known does not. */
export function matches(query: Query, get: (field: string) => number | string | null, words: () => string): boolean {
  return query.test({ get, words }) === TRUE
}

/** What must be read of every row before this can be asked. */
export function fieldsUsed(query: Query): readonly string[] {
  return query.fields
}

/** Recursion goes no deeper than this. */
const LONGEST = 500

interface Parser {
  readonly tokens: readonly Token[]
  at: number
  readonly end: number
  readonly fields: ReadonlyMap<string, Field>
  readonly used: Set<string>
  hasWords: boolean
}

function either(parser: Parser): Test | QueryError {
  let left = all(parser)
  while (typeof left === 'function' && takes(parser, 'or')) {
    const right = all(parser)
    if (typeof right !== 'function') return right
    const first = left
    left = (row) => {
      const seen = first(row)
      if (seen === TRUE) return TRUE
      const other = right(row)
      return Math.max(seen, other) as Truth
    }
  }
  return left
}

function all(parser: Parser): Test | QueryError {
  let left = one(parser)
  while (typeof left === 'function') {
    const next = parser.tokens[parser.at]
    if (!takes(parser, 'and') && (!next || next.kind === ')' || isKeyword(next, 'or'))) return left
    const right = one(parser)
    if (typeof right !== 'function') return right
    const first = left
    left = (row) => {
      const seen = first(row)
      if (seen === FALSE) return FALSE
      const other = right(row)
      return Math.min(seen, other) as Truth
    }
  }
  return left
}

function one(parser: Parser): Test | QueryError {
  if (takes(parser, 'not')) {
    const test = one(parser)
    return typeof test === 'function' ? (row) => (TRUE - test(row)) as Truth : test
  }
  const token = parser.tokens[parser.at]
  const before = parser.tokens[parser.at - 1]
  if (!token)
    return { error: `nothing after "${before?.text ?? ''}"; type a word or a comparison, e.g. cpu>20`, at: parser.end }
  if (token.kind === ')' || isKeyword(token, 'or') || isKeyword(token, 'and'))
    return {
      error: `nothing before "${token.text}" at ${token.at + 1}; type a word or a comparison, e.g. cpu>20`,
      at: token.at,
    }
  parser.at++
  if (token.kind === '(') return group(parser, token)
  if (token.kind === 'comparison') return comparison(parser, token)
  parser.hasWords = true
  const wanted = token.text.toLowerCase()
  return (row) => ((row.has ? row.has(wanted) : row.words().toLowerCase().includes(wanted)) ? TRUE : FALSE)
}

function group(parser: Parser, open: Token): Test | QueryError {
  const test = either(parser)
  if (typeof test !== 'function') return test
  if (parser.tokens[parser.at]?.kind !== ')')
    return { error: `( at ${open.at + 1} is not closed; type ) at its end, or quote it: "("`, at: open.at }
  parser.at++
  return test
}

function comparison(parser: Parser, token: Token & { readonly kind: 'comparison' }): Test | QueryError {
  const name = token.name.toLowerCase().replace(/^%/, '')
  const field = parser.fields.get(name)
  const typed = `${token.name}${token.operator}${token.value}`
  if (!field) {
    const meant = elsewhere(name, parser.fields) ?? nearest(name, parser.fields.keys())
    // Nobody types all the arguments.
    const operator = meant === 'command' && token.operator === '=' ? '~' : token.operator
    const instead = meant
      ? `did you mean ${meant}${operator}${token.value}?`
      : `type "${typed}" in quotes to look for the words`
    return { error: `no column ${token.name} to compare; ${instead}`, at: token.at }
  }
  const compared = compareTo(name, field, token.operator, token)
  if ('error' in compared) return { error: compared.error, at: token.at }
  parser.used.add(compared.field)
  return compared.test
}

/** What ps or ss calls a column that is there. */
function elsewhere(name: string, fields: ReadonlyMap<string, Field>): string | null {
  return ELSEWHERE.get(name)?.find((id) => fields.has(id)) ?? null
}

const ELSEWHERE: ReadonlyMap<string, readonly string[]> = new Map([
  ['args', ['command']],
  ['cmd', ['command']],
  ['comm', ['program', 'owner']],
  ['name', ['program', 'owner']],
  ['process', ['program', 'owner']],
  ['nice', ['ni']],
  ['nlwp', ['thr']],
  ['threads', ['thr']],
  ['rss', ['res']],
  ['vsz', ['virt']],
  ['s', ['state']],
  ['stat', ['state']],
  ['src', ['local']],
  ['dst', ['peer']],
])

function takes(parser: Parser, keyword: string): boolean {
  const token = parser.tokens[parser.at]
  const taken = token !== undefined && isKeyword(token, keyword)
  if (taken) parser.at++
  return taken
}

function isKeyword(token: Token, keyword: string): boolean {
  return token.kind === 'word' && !token.quoted && token.text.toLowerCase() === keyword
}
