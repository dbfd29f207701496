import { ParseError } from '../source.ts'
import { UNLIMITED } from '../units.ts'

/** The same number, as an integer where it is a small one: V8 boxes what it reads of a Float64Array, 16 bytes each, twenty in a record. */
export function unboxed(value: number): number {
  const small = value | 0
  return small === value ? small : value
}

/**
 * A file that holds one whole number: a sysctl, oom_score, oom_score_adj, pids.max, memory.limit_in_bytes. No limit is Infinity,
 * said by `max` (cgroup v2) or by a number near 2^63 (cgroup v1, fs.file-max). -1 stays -1: it means another thing in each file.
 */
export function parseNumber(file: Buffer): number {
  const text = file.toString('latin1', 0, 80).trim()
  if (text === 'max') return Number.POSITIVE_INFINITY
  if (!/^-?\d+$/.test(text)) throw new ParseError('number', text)
  const value = Number(text)
  return value >= UNLIMITED ? Number.POSITIVE_INFINITY : value
}
