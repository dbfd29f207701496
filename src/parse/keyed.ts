import { ParseError } from '../source.ts'

const TAB = 0x09
const NEWLINE = 0x0a
const SPACE = 0x20
const ZERO = 0x30
const NINE = 0x39
const COLON = 0x3a
const K = 0x6b

/**
 * Every line `Name:   123 kB`, `name: 123` or `name 123`, in order. `value` is null where no whole number follows the name
 * (`VmFlags: rd mr`); `kb` tells whether the kernel gave KiB. One decode and no splitting: these files are read every tick.
 */
export function eachKeyed(
  text: string,
  each: (name: string, value: number | null, kb: boolean, from: number) => void,
  from = 0,
): void {
  const length = text.length
  let at = from
  while (at < length) {
    const start = at
    let byte = text.charCodeAt(at)
    while (at < length && byte !== COLON && byte !== SPACE && byte !== NEWLINE) byte = text.charCodeAt(++at)
    const end = at
    while (byte === COLON || byte === SPACE || byte === TAB) byte = text.charCodeAt(++at)
    const digits = at
    let value = 0
    while (byte >= ZERO && byte <= NINE) {
      value = value * 10 + (byte - ZERO)
      byte = text.charCodeAt(++at)
    }
    const whole = at > digits && (at >= length || byte === SPACE || byte === NEWLINE)
    // Beyond 15 digits the sum above may be off by more than rounding.
    if (at - digits > 15) value = Number(text.slice(digits, at))
    const kb = byte === SPACE && text.charCodeAt(at + 1) === K
    if (end > start) each(text.slice(start, end), whole ? value : null, kb, start)
    if (byte !== NEWLINE) at = text.indexOf('\n', at)
    if (at === -1) return
    at++
  }
}

/**
 * A flat keyed file, `name 123` per line: /proc/vmstat, cpu.stat, memory.stat, memory.events.
 * Kernel: Documentation/admin-guide/cgroup-v2.rst, "Flat keyed"
 */
export function flatKeyed(what: string, file: Buffer): ReadonlyMap<string, number> {
  const text = file.toString('latin1')
  const values = new Map<string, number>()
  eachKeyed(text, (name, value, _kb, from) => {
    if (value === null) throw new ParseError(what, lineAt(text, from))
    values.set(name, value)
  })
  return values
}

/** The line that starts at `from`, to be quoted in a ParseError. */
export function lineAt(text: string, from: number): string {
  const end = text.indexOf('\n', from)
  return text.slice(from, end === -1 ? undefined : end)
}
