import { type Vmstat, vmstat } from '../../parse/vmstat.ts'
import { rate, seconds } from '../../rates.ts'
import { isMissing } from '../../source.ts'
import type { Bytes, Rate, Share } from '../../units.ts'
import { model, type Pair } from '../model.ts'

/** What moves between RAM and swap now. Null: not known yet, or this kernel does not count it. */
export interface SwapTraffic {
  /** From and to the devices: si and so of vmstat(8). */
  readonly in: Rate<'B'> | null
  readonly out: Rate<'B'> | null
  /** Pages of zeros never reach a device; 6.12. */
  readonly zeroIn: Rate<'B'> | null
  readonly zeroOut: Rate<'B'> | null
  /** From and to the compressed pool; what leaves it for a device is in `out` too. */
  readonly zswapIn: Rate<'B'> | null
  readonly zswapOut: Rate<'B'> | null
  readonly zswapBack: Rate<'B'> | null
  /** All that came back and all that left, wherever it lay. */
  readonly allIn: Rate<'B'> | null
  readonly allOut: Rate<'B'> | null
  /** Faults that had to wait for a read, of files too. */
  readonly majorFaults: Rate<'fault'> | null
  /** Pages that had been evicted and were needed again; before 5.9 anonymous ones are not counted. */
  readonly refaultAnon: Rate<'B'> | null
  readonly refaultFile: Rate<'B'> | null
  /** Of the pages that were read ahead, those that were used. */
  readonly readaheadUsed: Share | null
}

/** mm/page_io.c: a page is counted once on its way, as zero page, by zswap or by the device. */
export const swapTraffic = model({
  from: { vmstat },
  derive: ({ vmstat: pair }, { pageSize }): SwapTraffic => {
    const events = (name: string): Rate<'page'> | null => grown(pair, name)
    const flow = (name: string) => sized(events(name), pageSize)
    const all = (...parts: readonly (Rate<'B'> | null)[]) =>
      parts[0] === null || parts[0] === undefined ? null : parts.reduce((sum: number, part) => sum + (part ?? 0), 0)
    const [into, out] = [flow('pswpin'), flow('pswpout')]
    const [zeroIn, zeroOut] = [flow('swpin_zero'), flow('swpout_zero')]
    const [zswapIn, zswapOut, zswapBack] = [flow('zswpin'), flow('zswpout'), flow('zswpwb')]
    const [ahead, hit] = [events('swap_ra'), events('swap_ra_hit')]
    return {
      in: into,
      out,
      zeroIn,
      zeroOut,
      zswapIn,
      zswapOut,
      zswapBack,
      allIn: all(into, zeroIn, zswapIn),
      // What zswap writes back had left before.
      allOut: out === null ? null : all(Math.max(0, out - (zswapBack ?? 0)), zeroOut, zswapOut),
      majorFaults: grown(pair, 'pgmajfault'),
      refaultAnon: flow('workingset_refault_anon'),
      refaultFile: flow('workingset_refault_file') ?? flow('workingset_refault'),
      readaheadUsed: ahead === null || hit === null || ahead === 0 ? null : Math.min(1, hit / ahead),
    }
  },
})

function grown<U extends string>({ after, before }: Pair<Vmstat>, name: string): Rate<U> | null {
  if (isMissing(after) || !before || isMissing(before)) return null
  return rate<U>(before.value.get(name), after.value.get(name), seconds(before.at, after.at))
}

function sized(pages: Rate<'page'> | null, pageSize: Bytes): Rate<'B'> | null {
  return pages === null ? null : pages * pageSize
}
