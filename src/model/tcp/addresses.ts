import type { SocketTable } from '../../parse/net/socket-table.ts'

/** Whether two rows have the same address, of the same column or of that of another table: four words a row. */
export function sameAddress(words: Uint32Array, a: number, b: number, others: Uint32Array = words): boolean {
  const [i, j] = [a * 4, b * 4]
  return (
    words[i + 3] === others[j + 3] &&
    words[i + 2] === others[j + 2] &&
    words[i + 1] === others[j + 1] &&
    words[i] === others[j]
  )
}

/** Addresses differ in few bits, which the factors spread; groupRows() mixes them once more. */
export function hashAddress(words: Uint32Array, row: number): number {
  const i = row * 4
  return (
    Math.imul(words[i] as number, 0x9e3779b1) ^
    Math.imul(words[i + 1] as number, 0x85ebca6b) ^
    Math.imul(words[i + 2] as number, 0xc2b2ae35) ^
    Math.imul(words[i + 3] as number, 0x27d4eb2f)
  )
}

/** :: and 0.0.0.0 (which is ::ffff:0.0.0.0 here): a listener on every address. */
export function isAnyAddress(words: Uint32Array, row: number): boolean {
  const i = row * 4
  const last = words[i + 3] === 0 && words[i] === 0 && words[i + 1] === 0
  return last && (words[i + 2] === 0 || words[i + 2] === 0xffff)
}

export function isMapped(words: Uint32Array, row: number): boolean {
  const i = row * 4
  return words[i] === 0 && words[i + 1] === 0 && words[i + 2] === 0xffff
}

/** 127.0.0.0/8 and ::1. */
export function isLoopback(words: Uint32Array, row: number): boolean {
  if (isMapped(words, row)) return (words[row * 4 + 3] as number) >>> 24 === 127
  return words[row * 4] === 0 && words[row * 4 + 1] === 0 && words[row * 4 + 2] === 0 && words[row * 4 + 3] === 1
}

/** Both ends are in this namespace. */
export function isHere({ local, remote }: SocketTable, row: number): boolean {
  return isLoopback(remote, row) || sameAddress(remote, row, row, local)
}

/** 1 where a listener has the port, whatever its address: a socket with such a local port was accepted, not connected. */
export function listeningPorts({ count, state, localPort }: SocketTable, listen: number): Uint8Array {
  const ports = new Uint8Array(65_536)
  for (let row = 0; row < count; row++) if (state[row] === listen) ports[localPort[row] as number] = 1
  return ports
}
