import { ParseError } from '../../source.ts'

/**
 * Counters in pairs of lines: a heading and the values under it, both behind the same prefix. Joined to the names nstat(8) prints:
 * `Tcp: … ActiveOpens …` / `Tcp: … 2066 …` → `TcpActiveOpens` 2066. Columns grow with the kernel and are found by name.
 */
export function prefixedCounters(what: string, file: Buffer): ReadonlyMap<string, number> {
  const lines = file.toString('latin1').split('\n')
  if (lines.at(-1) === '') lines.pop()
  const values = new Map<string, number>()
  for (let at = 0; at < lines.length; at += 2) {
    const [head = '', line] = lines.slice(at, at + 2)
    // The file was cut: to go on without these counters would be to lose them unseen.
    if (line === undefined) throw new ParseError(what, head)
    const heads = head.trimEnd().split(' ')
    const row = line.trimEnd().split(' ')
    const prefix = heads[0] as string
    if (!prefix.endsWith(':') || row[0] !== prefix || heads.length !== row.length) throw new ParseError(what, line)
    const name = prefix.slice(0, -1)
    for (let i = 1; i < heads.length; i++) {
      if (!NUMBER.test(row[i] as string)) throw new ParseError(what, line)
      values.set(`${name}${heads[i]}`, Number(row[i]))
    }
  }
  if (values.size === 0) throw new ParseError(what, lines[0] ?? '')
  return values
}

/** Beyond 19 digits it is no counter of the kernel. */
const NUMBER = /^-?\d{1,20}$/
