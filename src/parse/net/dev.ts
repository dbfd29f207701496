import { ParseError, source } from '../../source.ts'
import type { Counter } from '../../units.ts'

/** Counters of an interface since it was made; 64 bits, though a driver may keep fewer. */
export interface NetDev {
  /** Raw. */
  readonly name: string
  readonly rx: Received
  readonly tx: Sent
}

interface Direction {
  readonly bytes: Counter<'B'>
  readonly packets: Counter<'packet'>
  readonly errors: Counter<'packet'>
  readonly fifo: Counter<'packet'>
  readonly compressed: Counter<'packet'>
}

export interface Received extends Direction {
  /** rx_dropped and rx_missed_errors together: `ip -s link` shows `dropped` and `missed` apart. */
  readonly dropped: Counter<'packet'>
  /** Errors of length, overrun, CRC and framing together. */
  readonly frame: Counter<'packet'>
  readonly multicast: Counter<'packet'>
}

export interface Sent extends Direction {
  readonly dropped: Counter<'packet'>
  readonly collisions: Counter<'packet'>
  /** Errors of carrier, abort, window and heartbeat together. */
  readonly carrier: Counter<'packet'>
}

/**
 * /proc/net/dev, of the reader's network namespace: two lines of headings, then
 * `  eth0: 1296 12 0 0 0 0 0 0 980 10 0 0 0 0 0 0`, received then sent.
 * Kernel: net/core/net-procfs.c dev_seq_printf_stats
 */
export function parseNetDev(file: Buffer): readonly NetDev[] {
  const devices: NetDev[] = []
  for (const line of file.toString().split('\n')) {
    if (line === '' || line.includes('|')) continue
    const [, name, numbers] = LINE.exec(line) ?? []
    if (name === undefined || numbers === undefined) throw new ParseError('net/dev', line)
    devices.push({ name, ...countersOf(numbers.trim().split(/ +/).map(Number) as Sixteen) })
  }
  return devices
}

export const netDev = source('/proc/net/dev', parseNetDev)

const LINE = /^ *(\S+?):((?: *\d+)(?: +\d+){15}) *$/

type Sixteen = [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
]

function countersOf(all: Sixteen): { readonly rx: Received; readonly tx: Sent } {
  return {
    rx: {
      bytes: all[0],
      packets: all[1],
      errors: all[2],
      dropped: all[3],
      fifo: all[4],
      frame: all[5],
      compressed: all[6],
      multicast: all[7],
    },
    tx: {
      bytes: all[8],
      packets: all[9],
      errors: all[10],
      dropped: all[11],
      fifo: all[12],
      collisions: all[13],
      carrier: all[14],
      compressed: all[15],
    },
  }
}
