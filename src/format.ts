import { isSameDay } from 'date-fns/isSameDay'
import { isSameYear } from 'date-fns/isSameYear'
import { lightFormat } from 'date-fns/lightFormat'
import type { MissingKind } from './source.ts'
import { type Text, text } from './text.ts'
import type { Bytes, Rate, Seconds, Share, Unit } from './units.ts'

// Numbers as words: a unit goes in, a Text comes out; null (and the NaN of typed arrays) is `-`, infinity is `max` as in cgroup
// files. Hundreds of cells a tick come through here, so there is nothing of Intl, toFixed or regular expressions.

const UNKNOWN = text`-`
const UNLIMITED = text`max`
const BINARY = ['B', 'K', 'M', 'G', 'T', 'P', 'E', 'Z']
const DECIMAL = ['', 'k', 'M', 'G', 'T', 'P', 'E']

/** For columns, at most 5 cells: `0` `512B` `4.0K` `21.3M` `999G`, no decimal from 100 on. Bytes, or bytes per second under a head that says so. */
export function bytes(amount: Bytes | Rate<'B'> | null): Text {
  if (!isKnown(amount)) return unknown(amount)
  if (amount === 0) return ZERO
  return scaled(amount, 1024, 999.5, BINARY, 99.95) as Text
}

/** Where there is room: `0 B` `512 B` `21.3 MiB` `2.1 GiB`. */
export function bytesLong(amount: Bytes | Rate<'B'> | null): Text {
  if (!isKnown(amount)) return unknown(amount)
  const short = scaled(amount, 1024, 999.5, BINARY, 99.95)
  const unit = short.slice(-1)
  return `${short.slice(0, -1)} ${unit === 'B' ? 'B' : `${unit}iB`}` as Text
}

/** `6.2 MiB/s`. */
export function bytesPerSecond(rate: Rate<'B'> | null): Text {
  const amount = bytesLong(rate)
  return amount === UNKNOWN ? UNKNOWN : text`${amount}/s`
}

/** A share as percent without its sign, for columns: `0.0` `41.2` `100.0` `1204`. */
export function percent(share: Share | null): Text {
  if (!isKnown(share)) return unknown(share)
  const tenths = Math.round(share * 1000)
  return (tenths >= 10_000 ? `${Math.round(tenths / 10)}` : decimal(tenths)) as Text
}

/** `41.2 %`. */
export function percentOf(share: Share | null): Text {
  const amount = percent(share)
  return amount === UNKNOWN ? UNKNOWN : text`${amount} %`
}

/** In full: `1,204` `1,204,311`. Infinity is `max`. */
export function count(amount: number | null): Text {
  if (!isKnown(amount)) return unknown(amount)
  let rest = Math.round(Math.abs(amount))
  let out = ''
  while (rest >= 1000) {
    const group = rest % 1000
    out = `,${group < 10 ? '00' : group < 100 ? '0' : ''}${group}${out}`
    rest = Math.floor(rest / 1000)
  }
  return `${amount <= -0.5 ? '-' : ''}${rest}${out}` as Text
}

/** `1 watch`, `1,204 watches`. */
export function numberOf(amount: number | null, one: string, many = `${one}s`): Text {
  return `${count(amount)} ${amount === 1 ? one : many}` as Text
}

/** For columns, at most 6 cells: `0` `1,204` `12.3k` `4.1M`. */
export function countShort(amount: number | null): Text {
  if (amount === null || (amount < 9999.5 && amount > -9999.5)) return count(amount)
  return isKnown(amount) ? (scaled(amount, 1000, 9999.5, DECIMAL, 999.95) as Text) : unknown(amount)
}

/** Events per second, for columns: `0` `0.4` `24.1` `412` `1,204` `12.3k`. Less than one in twenty seconds is `0.0`, not `0`. */
export function perSecond(rate: Rate<string> | null): Text {
  if (rate === null || rate === 0 || rate >= 99.95 || Number.isNaN(rate)) return countShort(rate)
  return decimal(Math.round(rate * 10)) as Text
}

/** Load averages, as the kernel prints them: `8.41`. */
export function load(average: number | null): Text {
  if (!isKnown(average)) return unknown(average)
  const hundredths = Math.round(average * 100)
  return `${Math.floor(hundredths / 100)}.${two(hundredths % 100)}` as Text
}

/** CPU time as TIME+ of top, at most 9 cells: minutes `0:12.34` `123:45.60`, from 1000 minutes on `1000:07`, then `16667h`. */
export function cpuTime(time: Seconds | null): Text {
  if (!isKnown(time)) return unknown(time)
  // Ticks times tick length is a hair off the hundredth it stands for; top cuts what is finer.
  const hundredths = Math.floor(time * 100 + 1e-6)
  const whole = Math.floor(hundredths / 100)
  const minutes = Math.floor(whole / 60)
  if (minutes < 1000) return `${minutes}:${two(whole % 60)}.${two(hundredths % 100)}` as Text
  return (minutes < 1_000_000 ? `${minutes}:${two(whole % 60)}` : `${Math.floor(minutes / 60)}h`) as Text
}

/** How long something has lasted: `00:41` `3:12:05` `41 d 03:12`. */
export function age(time: Seconds | null): Text {
  if (!isKnown(time)) return unknown(time)
  const seconds = Math.max(0, Math.floor(time))
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  if (hours === 0) return `${two(minutes)}:${two(seconds % 60)}` as Text
  if (hours < 24) return `${hours}:${two(minutes % 60)}:${two(seconds % 60)}` as Text
  return `${Math.floor(hours / 24)} d ${two(hours % 24)}:${two(minutes % 60)}` as Text
}

/** A length of time nobody needs to the second: `40 s`, `6 min`, `3 h`. */
export function roughly(time: Seconds): Text {
  if (time < 100) return `${Math.ceil(time / 10) * 10} s` as Text
  return (time < 6000 ? `${Math.ceil(time / 60)} min` : `${Math.ceil(time / 3600)} h`) as Text
}

/** Local time of day: `10:42:31`. */
export function clock(moment: Date): Text {
  return lightFormat(moment, 'HH:mm:ss') as Text
}

/** START as ps prints it: `10:42` today, `Nov20` this year, `2024` before. Seconds since 1970. */
export function startTime(started: Unit<'s'> | null, now: Date = new Date()): Text {
  if (!isKnown(started)) return unknown(started)
  const moment = new Date(started * 1000)
  // A capture may say anything.
  if (Number.isNaN(moment.getTime())) return UNKNOWN
  if (isSameDay(moment, now)) return lightFormat(moment, 'HH:mm') as Text
  if (!isSameYear(moment, now)) return lightFormat(moment, 'yyyy') as Text
  return `${MONTHS[moment.getMonth()]}${lightFormat(moment, 'dd')}` as Text
}

/** The C locale's, in which ps, top and log files are compared. */
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** What stands in a cell that has no value; help says why, and the remedy. */
export function sign(missing: MissingKind): Text {
  return SIGNS[missing]
}

const SIGNS: Readonly<Record<MissingKind, Text>> = {
  denied: text`n/a`,
  absent: text`off`,
  off: text`off`,
  malformed: text`?`,
  pending: text`~`,
  gone: UNKNOWN,
}

function isKnown(amount: number | null): amount is number {
  return amount !== null && amount < Number.POSITIVE_INFINITY
}

function unknown(amount: number | null): Text {
  return amount === Number.POSITIVE_INFINITY ? UNLIMITED : UNKNOWN
}

const ZERO = text`0`

/** In the largest unit that keeps it below 1000, one decimal from the second unit on up to `whole`. `most` is where the first unit ends. */
function scaled(amount: number, base: number, most: number, units: readonly string[], whole: number): string {
  let rest = Math.abs(amount)
  const minus = amount < 0 ? '-' : ''
  if (rest < most) return `${minus}${Math.round(rest)}${units[0]}`
  let unit = 0
  do {
    rest /= base
    unit++
  } while (rest >= Math.min(999.95, whole * 10) && unit < units.length - 1)
  if (rest >= whole) return `${minus}${Math.round(rest)}${units[unit]}`
  return `${minus}${decimal(Math.round(rest * 10))}${units[unit]}`
}

function decimal(tenths: number): string {
  const size = Math.abs(tenths)
  return `${tenths < 0 ? '-' : ''}${Math.floor(size / 10)}.${size % 10}`
}

function two(number: number): string {
  return number < 10 ? `0${number}` : `${number}`
}
