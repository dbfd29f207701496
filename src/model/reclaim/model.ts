import { lruGen } from '../../parse/mm/lru-gen.ts'
import { swappiness } from '../../parse/sys/vm.ts'
import { vmstat } from '../../parse/vmstat.ts'
import { type Missing, source, valueOf } from '../../source.ts'
import type { Rate, Share } from '../../units.ts'
import { model } from '../model.ts'
import { type Counters, counters } from '../vmstat.ts'
import { type Reclaimer, reclaimers } from './reclaimers.ts'
import { type ReclaimState, stateOf } from './state.ts'

/** What the kernel does to get memory back; rates of the interval. Null: not known yet, or not told by this kernel. */
export interface Reclaim {
  /** Why nothing is. */
  readonly missing: Missing | null
  readonly state: ReclaimState | null
  readonly reclaimers: readonly Reclaimer[]
  /** Entries into direct reclaim: each one a program that had to free memory before it could go on. All zones, and by zone asked for. */
  readonly stalls: Rate<string> | null
  readonly stallsBy: readonly { readonly zone: string; readonly perSecond: Rate<string> | null }[]
  readonly scanned: ByType
  readonly reclaimed: ByType
  /** Anonymous pages among those scanned. Null: none were. */
  readonly anonShare: Share | null
  /** Evicted pages that came back soon. */
  readonly refault: ByType
  /** Of those: would have stayed, had memory been a little larger. */
  readonly activate: ByType
  /** Of those: had been in use before they were evicted. This is thrashing. */
  readonly restore: ByType
  readonly majorFaults: Rate<string> | null
  readonly oomKills: { readonly perSecond: Rate<string> | null; readonly total: number | null }
  /** Runs of kswapd. */
  readonly runs: Rate<string> | null
  /** kswapd had hardly gone to sleep at high, or stopped at low: bursts larger than the gap between the watermarks. */
  readonly highHit: Rate<string> | null
  readonly lowHit: Rate<string> | null
  readonly slabScanned: Rate<string> | null
  /** Pages of the cache that went with their inode. */
  readonly inodePages: Rate<'B'> | null
  /** Reclaim itself wrote (swap, mostly), and met file pages that were still dirty, for flushers to write. mm/vmscan.c shrink_folio_list */
  readonly written: Rate<'B'> | null
  readonly metDirty: Rate<string> | null
  /** A task that itself frees memory was held because none was left. */
  readonly throttled: Rate<string> | null
  readonly compaction: Compaction
  /** Writes to vm.drop_caches since boot, so many at least: a 3 counts among both kinds. fs/drop_caches.c */
  readonly drops: number | null
  readonly swappiness: number | null
  /** The multi-generational LRU. Null: this kernel has none. */
  readonly generations: boolean | null
}

export interface ByType {
  readonly anon: Rate<'B'> | null
  readonly file: Rate<'B'> | null
}

export interface Compaction {
  /** Programs that had to compact memory themselves for a large block. */
  readonly stalls: Rate<string> | null
  readonly success: Rate<string> | null
  readonly fail: Rate<string> | null
  /** kcompactd was woken. */
  readonly wakes: Rate<string> | null
  readonly migrated: Rate<'B'> | null
}

const swappinessSlowly = source(swappiness.path, swappiness.parse, 10)

export const reclaim = model({
  from: { vmstat, swappiness: swappinessSlowly, lruGen },
  derive: (of, facts, samples): Reclaim => {
    const counted = counters.of(samples, facts)
    const all = reclaimers(counted)
    const stalls = counted.perSecond(...counted.named('allocstall'))
    const oomKills = counted.perSecond('oom_kill')
    const scanned = byType(counted, 'pgscan_')
    return {
      missing: counted.missing,
      state: stateOf(all, stalls, oomKills),
      reclaimers: all,
      stalls,
      stallsBy: counted
        .named('allocstall_')
        .map((name) => ({ zone: name.slice('allocstall_'.length), perSecond: counted.perSecond(name) })),
      scanned,
      reclaimed: byType(counted, 'pgsteal_'),
      anonShare: shareOf(scanned),
      refault: workingset(counted, 'refault'),
      activate: workingset(counted, 'activate'),
      restore: workingset(counted, 'restore'),
      majorFaults: counted.perSecond('pgmajfault'),
      oomKills: { perSecond: oomKills, total: counted.now('oom_kill') },
      runs: counted.perSecond('pageoutrun'),
      highHit: counted.perSecond('kswapd_high_wmark_hit_quickly'),
      lowHit: counted.perSecond('kswapd_low_wmark_hit_quickly'),
      slabScanned: counted.perSecond('slabs_scanned'),
      inodePages: counted.bytesPerSecond('pginodesteal', 'kswapd_inodesteal'),
      written: counted.bytesPerSecond('nr_vmscan_write'),
      metDirty: counted.perSecond('nr_vmscan_immediate_reclaim'),
      throttled: counted.perSecond('pgscan_direct_throttle'),
      compaction: {
        stalls: counted.perSecond('compact_stall'),
        success: counted.perSecond('compact_success'),
        fail: counted.perSecond('compact_fail'),
        wakes: counted.perSecond('compact_daemon_wake'),
        migrated: counted.bytesPerSecond('pgmigrate_success'),
      },
      drops: most(counted.now('drop_pagecache'), counted.now('drop_slab')),
      swappiness: valueOf(of.swappiness.after),
      generations: valueOf(of.lruGen.after)?.on ?? null,
    }
  },
})

function byType(counted: Counters, prefix: string): ByType {
  return { anon: counted.bytesPerSecond(`${prefix}anon`), file: counted.bytesPerSecond(`${prefix}file`) }
}

/** By type since 5.9; before, one counter, nearly all of it file pages. */
function workingset(counted: Counters, what: 'refault' | 'activate' | 'restore'): ByType {
  const name = `workingset_${what}`
  return { anon: counted.bytesPerSecond(`${name}_anon`), file: counted.bytesPerSecond(`${name}_file`, name) }
}

function shareOf({ anon, file }: ByType): Share | null {
  return anon === null || file === null || anon + file === 0 ? null : anon / (anon + file)
}

/** Pages come as bytes; of both, what is known. */
export function both({ anon, file }: ByType): Rate<'B'> | null {
  return anon === null && file === null ? null : (anon ?? 0) + (file ?? 0)
}

function most(a: number | null, b: number | null): number | null {
  return a === null && b === null ? null : Math.max(a ?? 0, b ?? 0)
}
