import { type Vmstat, vmstat } from '../../parse/vmstat.ts'
import { rate, seconds } from '../../rates.ts'
import { reading } from '../../sample/sample.ts'
import { valueOf } from '../../source.ts'
import type { Bytes, Counter, Nanos, Seconds } from '../../units.ts'
import { earlier } from '../history.ts'
import type { Snapshot } from '../snapshot.ts'
import { swapLevel } from './level.ts'

/** How much more memory would have kept what had to be fetched again. */
export interface Need {
  /** Anonymous pages that came back from swap and were used: each counted once, so at most what is in swap. */
  readonly anon: Bytes
  /** File pages that were read again while they still belonged to the working set (workingset_activate). */
  readonly file: Bytes
  readonly bytes: Bytes
  /** All that came back, also what was fetched again and again. */
  readonly back: Bytes
  /** In how many seconds, up to a minute. */
  readonly over: Seconds
}

/** The two counters that are kept for it, in bytes since boot; charts know them by these names. */
export const BACK_ANON = 'swap.back-anon'
export const BACK_FILE = 'swap.back-file'

const WINDOW: Seconds = 60

/** Null: there is only one sample yet, or the kernel does not count. */
export function needOf(snapshot: Snapshot): Need | null {
  const level = snapshot.get(swapLevel)
  const now = counters(snapshot)
  if (!level || !now) return null
  const anon = growth(snapshot, BACK_ANON, now.anon, (v) => backAnon(v, snapshot.facts.pageSize))
  const file = growth(snapshot, BACK_FILE, now.file, (v) => backFile(v, snapshot.facts.pageSize))
  if (!anon) return null
  const inSwap = Math.max(0, level.used - (level.cached ?? 0))
  const needed = { anon: Math.min(anon.bytes, inSwap), file: file?.bytes ?? 0 }
  return { ...needed, bytes: needed.anon + needed.file, back: anon.bytes + needed.file, over: anon.over }
}

/** Null: not counted here. */
export function counters(
  snapshot: Snapshot,
): { readonly anon: Counter<'B'> | null; readonly file: Counter<'B'> | null } | null {
  const now = valueOf(reading(snapshot.samples.after, vmstat))
  const { pageSize } = snapshot.facts
  return now && { anon: backAnon(now, pageSize), file: backFile(now, pageSize) }
}

/** Without what was read ahead in vain. */
function backAnon(v: Vmstat, pageSize: Bytes): Counter<'B'> | null {
  const device = v.get('pswpin')
  if (device === undefined) return null
  const vain = (v.get('swap_ra') ?? 0) - (v.get('swap_ra_hit') ?? 0)
  return Math.max(0, device + (v.get('swpin_zero') ?? 0) + (v.get('zswpin') ?? 0) - Math.max(0, vain)) * pageSize
}

function backFile(v: Vmstat, pageSize: Bytes): Counter<'B'> | null {
  const pages = v.get('workingset_activate_file') ?? v.get('workingset_activate')
  return pages === undefined ? null : pages * pageSize
}

/** Over the last minute, or as long as it was watched; else between the two samples. */
function growth(
  snapshot: Snapshot,
  series: string,
  now: Counter<'B'> | null,
  of: (v: Vmstat) => Counter<'B'> | null,
): { readonly bytes: Bytes; readonly over: Seconds } | null {
  const { history, samples } = snapshot
  const at: Nanos = samples.after.at
  const past = earlier(history, series, at, 0.1, WINDOW) ?? between(snapshot, of)
  const grown = past && rate(past.value, now, past.age)
  return past && grown !== null ? { bytes: grown * past.age, over: past.age } : null
}

function between({ samples: { after, before } }: Snapshot, of: (v: Vmstat) => Counter<'B'> | null) {
  const was = before && valueOf(reading(before, vmstat))
  const value = was ? of(was) : null
  return before && value !== null ? { value, age: seconds(before.at, after.at) } : null
}
