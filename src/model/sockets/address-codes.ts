import { addressAt, addressWords } from '../../parse/net/address.ts'
import type { SocketTable } from '../../parse/net/socket-table.ts'
import { byTable } from '../by-table.ts'
import { hashAddress, isMapped, sameAddress } from '../tcp/addresses.ts'
import { groupRows } from '../tcp/group.ts'

/** Addresses of one end as numbers that rise with the address, so that 100,000 rows are sorted and filtered by them as such. */
export interface AddressCodes {
  readonly of: (row: number) => number
  /** `10.0.0.1` also where a socket of IPv6 holds it; `::1` without brackets. */
  readonly word: (code: number) => string
  /** The code of an address as typed; null: no socket has it, or it is none. */
  readonly find: (typed: string) => number | null
}

export const localCodes = byTable((table: SocketTable) => codesOf(table.count, table.local))
export const remoteCodes = byTable((table: SocketTable) => codesOf(table.count, table.remote))

/** Made when the first row is asked for: most tables are neither sorted nor filtered by address. */
function codesOf(count: number, words: Uint32Array): AddressCodes {
  let made: Ranked | null = null
  const ranked = () => {
    made ??= rank(count, words)
    return made
  }
  return {
    of: (row) => ranked().code[row] as number,
    word: (code) => {
      const row = ranked().first[code] as number
      return addressAt(words, row, isMapped(words, row) ? 4 : 6).replace(/^\[|\]$/g, '')
    },
    find: (typed) => {
      const wanted = addressWords(typed)
      return wanted && search(ranked().first, words, wanted)
    },
  }
}

interface Ranked {
  /** By row. */
  readonly code: Int32Array
  /** A row of each address, ascending by address. */
  readonly first: Int32Array
}

function rank(count: number, words: Uint32Array): Ranked {
  const groups = groupRows(
    count,
    () => true,
    (row) => hashAddress(words, row),
    (a, b) => sameAddress(words, a, b),
  )
  const order = Int32Array.from(groups.first.keys()).sort((a, b) =>
    compare(words, (groups.first[a] as number) * 4, words, (groups.first[b] as number) * 4),
  )
  const rankOf = new Int32Array(groups.count)
  for (let at = 0; at < order.length; at++) rankOf[order[at] as number] = at
  return {
    code: groups.of.map((group) => rankOf[group] as number),
    first: order.map((group) => groups.first[group] as number),
  }
}

function search(first: Int32Array, words: Uint32Array, wanted: readonly number[]): number | null {
  let low = 0
  let high = first.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const order = compare(words, (first[middle] as number) * 4, wanted, 0)
    if (order === 0) return middle
    if (order < 0) low = middle + 1
    else high = middle - 1
  }
  return null
}

function compare(a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number): number {
  for (let word = 0; word < 4; word++) {
    const difference = (a[i + word] as number) - (b[j + word] as number)
    if (difference !== 0) return difference
  }
  return 0
}
