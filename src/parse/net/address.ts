/**
 * An address as /proc/net/tcp writes it, in the spelling of ss(8): `0100007F` → `127.0.0.1`, 32 digits → `[::1]`.
 * Each group of 8 digits is a word of the address in the memory order of a little-endian machine. Null: not an address.
 * The unspecified IPv6 address is `*`, as ss shows it where it can't know whether the socket takes IPv4 too.
 */
export function addressOf(hex: string): string | null {
  if (!/^(?:[0-9A-F]{8}|[0-9A-F]{32})$/.test(hex)) return null
  const bytes: number[] = []
  for (let word = 0; word < hex.length; word += 8) {
    for (let at = 6; at >= 0; at -= 2) bytes.push(Number.parseInt(hex.slice(word + at, word + at + 2), 16))
  }
  if (bytes.length === 4) return bytes.join('.')
  return bytes.every((byte) => byte === 0) ? '*' : `[${ipv6(bytes)}]`
}

/** RFC 5952, and the last 32 bits in decimal where inet_ntop(3) does so: v4-mapped and v4-compatible addresses. */
function ipv6(bytes: readonly number[]): string {
  const groups: number[] = []
  for (let i = 0; i < 16; i += 2) groups.push(((bytes[i] as number) << 8) | (bytes[i + 1] as number))
  const [from, length] = longestZeroes(groups)
  const mapped = from === 0 && length === 5 && groups[5] === 0xffff
  if (mapped) return `::ffff:${bytes.slice(12).join('.')}`
  if (from === 0 && length === 6) return `::${bytes.slice(12).join('.')}`
  const text = groups.map((group) => group.toString(16))
  if (length < 2) return text.join(':')
  return `${text.slice(0, from).join(':')}::${text.slice(from + length).join(':')}`
}

function longestZeroes(groups: readonly number[]): readonly [from: number, length: number] {
  let best: readonly [number, number] = [0, 0]
  for (let i = 0; i < groups.length; i++) {
    let end = i
    while (groups[end] === 0) end++
    if (end - i > best[1]) best = [i, end - i]
    if (end > i) i = end
  }
  return best
}
