import { ParseError, source } from '../source.ts'
import type { Counter } from '../units.ts'

export interface Softirqs {
  /** Of the columns: all possible CPUs. */
  readonly cpus: readonly number[]
  /** By name, one count per column. */
  readonly counts: ReadonlyMap<string, readonly Counter<'softirq'>[]>
}

/**
 * /proc/softirqs: a heading `CPU0 CPU1 …`, then `NET_RX:  2 0 0 11` for each kind.
 * Kernel: fs/proc/softirqs.c
 */
export function parseSoftirqs(file: Buffer): Softirqs {
  const [heading = '', ...lines] = file.toString('latin1').split('\n')
  const cpus = [...heading.matchAll(/\bCPU(\d{1,6})\b/g)].map((match) => Number(match[1]))
  if (cpus.length === 0) throw new ParseError('softirqs', heading)
  const counts = new Map<string, readonly number[]>()
  for (const line of lines) {
    if (line === '') continue
    const [, name, columns] = /^ *(\w+):((?: +\d+)+) *$/.exec(line) ?? []
    if (name === undefined || columns === undefined) throw new ParseError('softirqs', line)
    const row = columns.trim().split(/ +/).map(Number)
    if (row.length !== cpus.length) throw new ParseError('softirqs', line)
    counts.set(name, row)
  }
  return { cpus, counts }
}

export const softirqs = source('/proc/softirqs', parseSoftirqs)
