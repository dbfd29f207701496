import { ParseError } from '../../../source.ts'

/** What files in /proc/net/stat hold: how full a table is, and counters. */
export interface CpuRows {
  /** In the table now: the same in every row. */
  readonly entries: number
  /** Sums over CPUs of what only grows, by the kernel's column name: insert_failed, drop, table_fulls … */
  readonly counters: ReadonlyMap<string, number>
}

/** A heading that begins with `entries`, and a row of hexadecimal numbers per CPU. Columns grow with the kernel and are found by name. */
export function cpuRows(what: string, file: Buffer): CpuRows {
  const [heading = '', ...rows] = file
    .toString('latin1')
    .split('\n')
    .filter((line) => line !== '')
  const names = heading.trim().split(/\s+/)
  if (names[0] !== 'entries' || rows.length === 0) throw new ParseError(what, heading)
  const counters = new Map(names.slice(1).map((name) => [name, 0]))
  let entries = 0
  for (const row of rows) {
    const words = row.trim().split(/\s+/)
    if (words.length !== names.length || !words.every((word) => HEX.test(word))) throw new ParseError(what, row)
    const values = words.map((word) => Number.parseInt(word, 16))
    entries = values[0] as number
    for (let i = 1; i < names.length; i++) {
      const name = names[i] as string
      counters.set(name, (counters.get(name) as number) + (values[i] as number))
    }
  }
  return { entries, counters }
}

const HEX = /^[0-9a-f]{1,16}$/
