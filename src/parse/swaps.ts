import { ParseError, source } from '../source.ts'
import type { Bytes } from '../units.ts'
import { unescapeOctal } from './octal.ts'

export interface SwapArea {
  readonly path: string
  readonly type: string
  readonly size: Bytes
  readonly used: Bytes
  /** The higher is used first; equal ones in turn. */
  readonly priority: number
}

const LINE = /^(\S+)\s+(\S+)\s+(\d+)\s+(\d+)\s+(-?\d+)\s*$/

/**
 * /proc/swaps: `/dev/vda  partition  1048572  0  -2` below a heading, KiB. Without swap only the heading, or nothing.
 * Kernel: mm/swapfile.c swap_show
 */
export function parseSwaps(file: Buffer): readonly SwapArea[] {
  const areas: SwapArea[] = []
  for (const line of file.toString().split('\n')) {
    if (line === '' || line.startsWith('Filename')) continue
    const match = LINE.exec(line)
    if (match === null) throw new ParseError('swaps', line)
    areas.push({
      path: unescapeOctal(match[1] as string),
      type: match[2] as string,
      size: Number(match[3]) * 1024,
      used: Number(match[4]) * 1024,
      priority: Number(match[5]),
    })
  }
  return areas
}

export const swaps = source('/proc/swaps', parseSwaps)
