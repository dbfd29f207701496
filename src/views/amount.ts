import { bytesLong, bytesPerSecond, count } from '../format.ts'
import type { Evidence } from '../model/findings.ts'
import { clean, type Text, text } from '../text.ts'

/** A number of a finding with its unit, as far as it is known. */
export function amount(value: number | string | null, unit: string): Text {
  if (typeof value === 'string') return clean(value)
  if (value === null) return text`-`
  if (unit === 'B') return bytesLong(value)
  if (unit === 'B/s') return bytesPerSecond(value)
  const digits = Number.isInteger(value) || Math.abs(value) >= 999.5 ? count(value) : (short(value) as Text)
  if (unit === '') return digits
  return unit === '/s' ? text`${digits}/s` : text`${digits} ${clean(unit)}`
}

/** `direct reclaim stalls 412/s (limit 1/s)` on one line. */
export function evidenceWords({ what, seen, limit, unit }: Evidence): Text {
  const compared = limit === null ? text`` : text` (limit ${amount(limit, unit)})`
  return text`${clean(what)} ${amount(seen, unit)}${compared}`
}

/** Three digits say enough. */
function short(value: number): string {
  const size = Math.abs(value)
  return value.toFixed(size >= 100 ? 0 : size >= 1 ? 1 : 2)
}
