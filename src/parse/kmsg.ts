import { ParseError } from '../source.ts'
import type { Seconds } from '../units.ts'

/** One message of the kernel, or of a program that wrote to /dev/kmsg. */
export interface LogRecord {
  /** Rises by one with each record. */
  readonly seq: number
  /** 0 emergency, 1 alert, 2 critical, 3 error, 4 warning, 5 notice, 6 info, 7 debug. */
  readonly level: number
  /** 0: the kernel itself. */
  readonly facility: number
  /** Since boot, without the time spent in suspend: it drifts from the wall clock. */
  readonly at: Seconds
  /** Raw, escapes undone: anybody who may name a process or plug in a device chooses parts of it. */
  readonly text: string
  /** `SUBSYSTEM` and `DEVICE` of a message of a driver. Raw. */
  readonly device: string | null
}

const HEAD = /^(\d{1,10}),(\d{1,16}),(\d{1,16}),([^;]*);(.*)$/s

/**
 * Records of /dev/kmsg, one after the other: `6,339,5140900,-;NET: Registered PF_INET6 protocol family`: facility · 8 + level, number,
 * µs since boot, flags; lines of the record that begin with a space follow (` SUBSYSTEM=pci`, ` DEVICE=+pci:0000:00:02.0`).
 * Bytes below 32, from 127 on, and backslashes are escaped as `\x1b`.
 * Kernel: kernel/printk/printk.c info_print_ext_header, msg_add_ext_text; Documentation/ABI/testing/dev-kmsg
 */
export function parseKmsg(file: Buffer): readonly LogRecord[] {
  const records: { -readonly [K in keyof LogRecord]: LogRecord[K] }[] = []
  for (const line of file.toString('latin1').split('\n')) {
    if (line === '') continue
    const last = records.at(-1)
    if (line.startsWith(' ')) {
      if (!last) throw new ParseError('kmsg', line)
      if (line.startsWith(' DEVICE=')) last.device = unescaped(line.slice(8))
      continue
    }
    const match = HEAD.exec(line)
    if (!match) throw new ParseError('kmsg', line)
    const [priority, seq, micros] = [Number(match[1]), Number(match[2]), Number(match[3])]
    const text = unescaped(match[5] as string)
    records.push({ seq, level: priority & 7, facility: priority >>> 3, at: micros / 1e6, text, device: null })
  }
  return records
}

function unescaped(text: string): string {
  if (!text.includes('\\')) return text
  const bytes = text.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
