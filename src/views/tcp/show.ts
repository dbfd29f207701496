import { age } from '../../format.ts'
import { addressAt } from '../../parse/net/address.ts'
import type { SocketTable } from '../../parse/net/socket-table.ts'
import type { Span, Style } from '../../style.ts'
import { type Text, text } from '../../text.ts'
import type { Seconds } from '../../units.ts'
import type { Fact, Part } from '../facts.ts'

export function span(words: Text, style: Style = 'plain'): Span {
  return { text: words, style }
}

/** What goes first where there is no room: the highest `spare`. */
export function sparing(spare: number, part: Text | Part): Part {
  return typeof part === 'string' ? { ...span(part), spare } : { ...part, spare }
}

export function fact(label: Text, ...parts: readonly (Text | Part)[]): Fact {
  return { label, parts: parts.map((part) => (typeof part === 'string' ? span(part) : part)) }
}

/** `127.0.0.1:8080`, `[::1]:80`, `*:22`. */
export function endpoint(table: SocketTable, end: 'local' | 'remote', row: number): string {
  const port = (end === 'local' ? table.localPort : table.remotePort)[row] as number
  return `${addressAt(table[end], row, table.family[row] as number)}:${port === 0 ? '*' : port}`
}

/** Short waits to the tenth of a second, long ones as a clock: `0.4 s` `12.0 s` `02:14`. */
export function wait(time: Seconds | null): Text {
  if (time === null || time >= 60) return age(time)
  const tenths = Math.round(time * 10)
  return text`${Math.floor(tenths / 10)}.${tenths % 10} s`
}

/** `204 ms` `13.1 s`, of a round trip `0.02 ms`. */
export function millis(time: Seconds | null): Text {
  if (time === null) return text`-`
  if (time >= 10) return wait(time)
  const micros = Math.round(time * 1e6)
  if (micros < 1000) return text`${micros} us`
  return micros < 10_000
    ? text`${Math.floor(micros / 1000)}.${Math.floor((micros % 1000) / 100)} ms`
    : text`${Math.round(micros / 1000)} ms`
}
