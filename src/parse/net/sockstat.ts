import { ParseError, source } from '../../source.ts'

/** Sockets by protocol, as `name.key`: `TCP.inuse`, `TCP6.inuse`, `sockets.used`. */
export type Sockstat = ReadonlyMap<string, number>

/**
 * /proc/net/sockstat and sockstat6: `TCP: inuse 111 orphan 0 tw 2000 alloc 122 mem 518`.
 * `inuse`: in the hash tables of this namespace, without TIME_WAIT. `tw`: TIME_WAIT and FIN_WAIT2 without an owner. `orphan`, `alloc`
 * and `mem` (pages) are of the whole machine, whatever the namespace. `sockets: used` counts all families.
 * Kernel: net/ipv4/proc.c sockstat_seq_show, net/ipv6/proc.c sockstat6_seq_show
 */
export function parseSockstat(file: Buffer): Sockstat {
  const values = new Map<string, number>()
  for (const line of file.toString('latin1').split('\n')) {
    if (line === '') continue
    const [name = '', ...words] = line.split(' ')
    if (!/^\w+:$/.test(name) || words.length % 2 !== 0) throw new ParseError('sockstat', line)
    for (let i = 0; i < words.length; i += 2) {
      if (!/^-?\d{1,15}$/.test(words[i + 1] as string)) throw new ParseError('sockstat', line)
      values.set(`${name.slice(0, -1)}.${words[i]}`, Number(words[i + 1]))
    }
  }
  if (values.size === 0) throw new ParseError('sockstat', '')
  return values
}

export const sockstat = source('/proc/net/sockstat', parseSockstat)
export const sockstat6 = source('/proc/net/sockstat6', parseSockstat)
