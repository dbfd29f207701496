import type { SocketTable } from '../../parse/net/socket-table.ts'
import { TCP } from '../../parse/net/tcp-state.ts'
import { byTable } from '../by-table.ts'
import { hashAddress } from '../tcp/addresses.ts'

/** Which connections a table has, by both addresses and ports: the same one is found again in the next table. */
export interface Tuples {
  /** The state that this row of a later table had; 0: it was not there. */
  readonly stateOf: (table: SocketTable, row: number) => number
}

/** A hash table with open addressing, as the table may have 100,000 rows: it is 48 bits of each that are kept. */
export const tuplesOf = byTable((table: SocketTable): Tuples => {
  let size = 64
  while (size < table.count * 2) size *= 2
  const keys = new Float64Array(size).fill(-1)
  const states = new Uint8Array(size)
  const slotOf = (key: number) => {
    let slot = Math.imul(key % 0x7fffffff, 0x9e3779b1) & (size - 1)
    while (keys[slot] !== -1 && keys[slot] !== key) slot = (slot + 1) & (size - 1)
    return slot
  }
  for (let row = 0; row < table.count; row++) {
    if (table.state[row] === TCP.LISTEN) continue
    const key = keyOf(table, row)
    const slot = slotOf(key)
    keys[slot] = key
    states[slot] = table.state[row] as number
  }
  return { stateOf: (later, row) => states[slotOf(keyOf(later, row))] as number }
})

function keyOf({ local, remote, localPort, remotePort }: SocketTable, row: number): number {
  const ends =
    hashAddress(local, row) ^ Math.imul(hashAddress(remote, row), 31) ^ ((localPort[row] as number) * 0x10001)
  return (ends >>> 0) * 0x10000 + (remotePort[row] as number)
}
