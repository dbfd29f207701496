import type { DiskRequests, DiskStat } from '../../parse/diskstats.ts'
import { rate, rate32 } from '../../rates.ts'
import type { Bytes, Counter, Rate, Seconds, Share } from '../../units.ts'

/** Of one kind of request, as iostat -x has it. Null: not known yet; await and size also where no request came to an end. */
export interface RequestRates {
  /** r/s, w/s, d/s. */
  readonly perSecond: Rate<'request'> | null
  /** rkB/s × 1024. */
  readonly bytesPerSecond: Rate<'B'> | null
  /** rrqm/s. */
  readonly mergedPerSecond: Rate<'request'> | null
  /** %rrqm: of the requests that came in, those put into one that waited already. */
  readonly mergedShare: Share | null
  /** r_await: from the queue's entry to the end of the request, on average. */
  readonly await: Seconds | null
  /** rareq-sz. */
  readonly size: Bytes | null
}

/** iostat -x of one device. */
export interface DiskRates {
  readonly reads: RequestRates
  readonly writes: RequestRates
  /** Null: the kernel does not count them. */
  readonly discards: RequestRates | null
  readonly flushes: Pick<RequestRates, 'perSecond' | 'await'> | null
  /** aqu-sz: requests in the queue and in the device, on average. */
  readonly queue: number | null
  /** %util: the time in which at least one request was under way. */
  readonly util: Share | null
}

/** The kernel counts in this, whatever the device has. */
const SECTOR: Bytes = 512

/** What iostat -x prints for the time between two readings. Kernel: Documentation/admin-guide/iostats.rst; sysstat: iostat.c */
export function diskRates(was: DiskStat | null, after: DiskStat, dt: Seconds): DiskRates {
  const before = was && isSame(was, after) ? was : null
  const of = (kind: 'reads' | 'writes') => requestRates(before?.[kind] ?? null, after[kind], dt)
  const flushed = rate(before?.flushes?.done, after.flushes?.done, dt)
  const busy = times(before?.busyMs, after.busyMs, dt)
  const weighted = times(before?.weightedMs, after.weightedMs, dt)
  return {
    reads: of('reads'),
    writes: of('writes'),
    discards: after.discards && requestRates(before?.discards ?? null, after.discards, dt),
    flushes: after.flushes && {
      perSecond: flushed,
      await: share(times(before?.flushes?.ms, after.flushes.ms, dt), flushed, 0.001),
    },
    queue: weighted === null ? null : weighted / 1000,
    // A request that ends adds all the time since the last one did: more than there was since the last look.
    util: busy === null ? null : Math.min(1, busy / 1000),
  }
}

/** Requests are counted in 64 bits: fewer of them are those of another device of this name, whose times may look like a wrap. */
function isSame(before: DiskStat, after: DiskStat): boolean {
  return after.reads.done >= before.reads.done && after.writes.done >= before.writes.done
}

function requestRates(before: DiskRequests | null, after: DiskRequests, dt: Seconds): RequestRates {
  const perSecond = rate(before?.done, after.done, dt)
  const sectors = rate(before?.sectors, after.sectors, dt)
  const merged = rate(before?.merged, after.merged, dt)
  return {
    perSecond,
    bytesPerSecond: sectors === null ? null : sectors * SECTOR,
    mergedPerSecond: merged,
    mergedShare: merged === null || perSecond === null ? null : share(merged, merged + perSecond, 1),
    await: share(times(before?.ms, after.ms, dt), perSecond, 0.001),
    size: share(sectors, perSecond, SECTOR),
  }
}

function share(part: number | null, of: number | null, unit: number): number | null {
  return part === null || of === null || of === 0 ? null : (part / of) * unit
}

/** 32 bits: as with sequence numbers, growth by more than half of them is no growth. */
function times(before: Counter<'ms'> | undefined, after: Counter<'ms'>, dt: Seconds): Rate<'ms'> | null {
  return rate32(before, after, dt, 2 ** 31 / dt)
}
