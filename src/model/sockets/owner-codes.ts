import type { SocketTable } from '../../parse/net/socket-table.ts'
import type { Owners } from './owners.ts'

/** Names of owners as numbers that rise with the name; −1: nobody. */
export interface OwnerCodes {
  readonly of: (row: number) => number
  readonly word: (code: number) => string
}

/** Made when the first row is asked for. */
export function ownerCodes({ count, inode }: SocketTable, owners: Owners): OwnerCodes {
  const nameOf = (row: number) => owners.of(inode[row] as number)?.comm
  let made: { readonly names: readonly string[]; readonly codes: Int32Array } | null = null
  const make = () => {
    const seen = new Map<string, number>()
    const codes = new Int32Array(count)
    for (let row = 0; row < count; row++) {
      const name = nameOf(row)
      if (name !== undefined && !seen.has(name)) seen.set(name, seen.size)
      codes[row] = name === undefined ? -1 : (seen.get(name) as number)
    }
    const names = [...seen.keys()].sort()
    const rank = new Int32Array(seen.size)
    for (let i = 0; i < names.length; i++) rank[seen.get(names[i] as string) as number] = i
    return { names, codes: codes.map((code) => (code < 0 ? -1 : (rank[code] as number))) }
  }
  return {
    of: (row) => {
      made ??= make()
      return made.codes[row] as number
    },
    word: (code) => {
      made ??= make()
      return made.names[code] ?? ''
    },
  }
}
