import type { Nanos, Seconds } from './units.ts'

/**
 * A kernel file said something its documentation does not allow. Quotes the line; becomes Missing 'malformed' in sample/,
 * which shows no more of it than this.
 */
export class ParseError extends Error {
  constructor(what: string, line: string) {
    super(`${what}: ${JSON.stringify(line.slice(0, 80))}`)
    this.name = 'ParseError'
  }
}

/** One kernel file and how to read it. Parsers are total: a readonly record, or a ParseError. */
export interface Source<T> {
  readonly path: string
  readonly parse: (file: Buffer) => T
  /** Read again only when the last reading is older than this. 0: at every tick. */
  readonly every: Seconds
}

export function source<T>(path: string, parse: (file: Buffer) => T, every: Seconds = 0): Source<T> {
  return { path, parse, every }
}

/**
 * Why a value is not there. Shown in the cell as its sign, explained in help with the remedy:
 * absent `off` (this kernel or machine has it not) · off `off` (switched off) · denied `n/a` · gone (the process ended) ·
 * malformed `?` · pending `~` (not read yet, or a read that runs past its deadline).
 */
export type MissingKind = 'absent' | 'denied' | 'gone' | 'off' | 'malformed' | 'pending'

export interface Missing {
  readonly missing: MissingKind
  readonly source: string
  readonly why: string
  readonly remedy: string | null
}

/** A value and the moment it was read. */
export interface Stamped<T> {
  readonly value: T
  readonly at: Nanos
}

export type Reading<T> = Stamped<T> | Missing

export function isMissing(reading: object): reading is Missing {
  return 'missing' in reading
}

/** The value, or null when there is none: for numbers whose absence the view shows by itself. */
export function valueOf<T>(reading: Reading<T> | null | undefined): T | null {
  return reading && !isMissing(reading) ? reading.value : null
}
