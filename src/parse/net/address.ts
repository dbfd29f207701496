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

/**
 * The address of a row of four words, each with its first byte highest, IPv4 as ::ffff:a.b.c.d; spelled as ss(8) spells it for a
 * socket of that family.
 */
export function addressAt(words: Uint32Array, row: number, family: number): string {
  const bytes: number[] = []
  for (let i = row * 4 + (family === 4 ? 3 : 0); i < row * 4 + 4; i++) {
    const word = words[i] as number
    bytes.push(word >>> 24, (word >>> 16) & 0xff, (word >>> 8) & 0xff, word & 0xff)
  }
  if (family === 4) return bytes.join('.')
  return bytes.every((byte) => byte === 0) ? '*' : `[${ipv6(bytes)}]`
}

/** The same of 4 or 16 bytes in network order, without brackets; null: it is no address. */
export function addressText(bytes: Uint8Array): string | null {
  if (bytes.length === 4) return bytes.join('.')
  return bytes.length === 16 ? ipv6([...bytes]) : null
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

/**
 * The four words of an address as a person types it, `10.0.0.1` or `fe80::1`, in brackets or not; IPv4 as ::ffff:a.b.c.d. Null: it is
 * no address.
 */
export function addressWords(typed: string): readonly number[] | null {
  const bare = typed.replace(/^\[(.*)\]$/, '$1')
  const dotted = /^(.*?)(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(bare)
  if (!dotted) return groupWords(bare)
  const [, before = '', ...bytes] = dotted
  const [a = 0, b = 0, c = 0, d = 0] = bytes.map(Number)
  if (Math.max(a, b, c, d) > 255) return null
  const last = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
  if (before === '') return [0, 0, 0xffff, last]
  return before.endsWith(':')
    ? groupWords(`${before}${(last >>> 16).toString(16)}:${(last & 0xffff).toString(16)}`)
    : null
}

/** Eight groups of hexadecimal digits, of which one run of zeroes may be left out. */
function groupWords(text: string): readonly number[] | null {
  const halves = text.split('::')
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const left = 8 - head.length - tail.length
  if (halves.length > 2 || (halves.length === 2 ? left < 1 : left !== 0)) return null
  const groups = halves.length === 2 ? [...head, ...new Array<string>(left).fill('0'), ...tail] : head
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null
  const at = (i: number) => Number.parseInt(groups[i] as string, 16)
  return [0, 2, 4, 6].map((i) => ((at(i) << 16) | at(i + 1)) >>> 0)
}
