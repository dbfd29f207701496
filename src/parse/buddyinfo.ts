import { ParseError, source } from '../source.ts'

/** Free blocks of one zone. */
export interface Buddies {
  readonly node: number
  readonly zone: string
  /** By order: a block of order n is 2^n pages that lie side by side. */
  readonly blocks: readonly number[]
}

/** Far above any kernel's highest order. */
const MOST_ORDERS = 32
const LINE = /^Node (\d{1,6}), zone +(\S+)((?: +\d+)+) *$/

/**
 * /proc/buddyinfo: `Node 0, zone    DMA32    377    336    307 …`, a column for each order from 0; eleven on x86, other numbers
 * elsewhere. Free pages on the lists of single CPUs are not in it.
 * Kernel: mm/vmstat.c frag_show_print; Documentation/filesystems/proc.rst "buddyinfo"
 */
export function parseBuddyinfo(file: Buffer): readonly Buddies[] {
  const zones: Buddies[] = []
  for (const line of file.toString('latin1').split('\n')) {
    if (line === '') continue
    const match = LINE.exec(line)
    const blocks = match?.[3]?.trim().split(/ +/).map(Number) ?? []
    if (!match || blocks.length > MOST_ORDERS) throw new ParseError('buddyinfo', line)
    zones.push({ node: Number(match[1]), zone: match[2] as string, blocks })
  }
  return zones
}

export const buddyinfo = source('/proc/buddyinfo', parseBuddyinfo)
