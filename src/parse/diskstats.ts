import { ParseError, source } from '../source.ts'
import type { Counter } from '../units.ts'

/** One kind of request. Sectors are of 512 bytes whatever the device has; ms are kept in 32 bits and wrap after 49.7 days. */
export interface DiskRequests {
  readonly done: Counter<'request'>
  /** Put into one that waited already. */
  readonly merged: Counter<'request'>
  readonly sectors: Counter<'sector'>
  /** Of all requests together: three that each take 10 ms are 30. */
  readonly ms: Counter<'ms'>
}

/** A disk, a partition, or a device made of others. */
export interface DiskStat {
  readonly major: number
  readonly minor: number
  /** As in /sys/block, but a `/` in it is a `!` there. */
  readonly name: string
  readonly reads: DiskRequests
  readonly writes: DiskRequests
  /** Linux 4.18. */
  readonly discards: DiskRequests | null
  /** Flushes of the disk's own cache: never of a partition. Linux 5.5. */
  readonly flushes: Pick<DiskRequests, 'done' | 'ms'> | null
  /** Handed to the driver and not done yet. A gauge. */
  readonly inFlight: number
  /** Time with a request under way; since 5.0 by the jiffies in which one began or ended. */
  readonly busyMs: Counter<'ms'>
  /** Of each ms as many as were in flight then. */
  readonly weightedMs: Counter<'ms'>
}

/**
 * /proc/diskstats: ` 254 0 vda 427472 58889 20906898 356008 176900 500756 13241640 78360 0 73552 459668 356433 60 8425544 25165 3136 132`,
 * a line for every disk and partition. Sectors of 512 bytes, times in ms.
 * Kernel: block/genhd.c diskstats_show; Documentation/admin-guide/iostats.rst
 */
export function parseDiskstats(file: Buffer): readonly DiskStat[] {
  const stats: DiskStat[] = []
  for (const line of file.toString().split('\n')) {
    if (line.trim() === '') continue
    const words = line.trim().split(/ +/)
    const name = words[2] as string
    const n = words.map(Number)
    // 4.18 has 18 words, 5.5 has 20; a partition of a kernel before 2.6.25 had 7.
    if (words.length < 14 || n.some((value, i) => i !== 2 && !(value >= 0))) throw new ParseError('diskstats', line)
    const requests = (at: number): DiskRequests => ({
      done: n[at] as number,
      merged: n[at + 1] as number,
      sectors: n[at + 2] as number,
      ms: n[at + 3] as number,
    })
    stats.push({
      major: n[0] as number,
      minor: n[1] as number,
      name,
      reads: requests(3),
      writes: requests(7),
      inFlight: n[11] as number,
      busyMs: n[12] as number,
      weightedMs: n[13] as number,
      discards: words.length >= 18 ? requests(14) : null,
      flushes: words.length >= 20 ? { done: n[18] as number, ms: n[19] as number } : null,
    })
  }
  return stats
}

export const diskstats = source('/proc/diskstats', parseDiskstats)
