import { thpEnabled, thpSize } from '../parse/mm/thp.ts'
import { minFreeKbytes, watermarkBoostFactor, watermarkScaleFactor } from '../parse/sys/vm.ts'
import { type Zone as RawZone, zoneinfo } from '../parse/zoneinfo.ts'
import { rate, seconds } from '../rates.ts'
import { isMissing, type Missing, source, valueOf } from '../source.ts'
import type { Bytes, Rate, Seconds } from '../units.ts'
import { type DefaultMinFree, defaultMinFree } from './memory/min-free.ts'
import { model } from './model.ts'

/** Sysctls change when somebody changes them. */
const SLOWLY = 10
const slowly = <T>({ path, parse }: { readonly path: string; readonly parse: (file: Buffer) => T }) =>
  source(path, parse, SLOWLY)

/** A zone that has memory, against its watermarks. mm/page_alloc.c __setup_per_zone_wmarks */
export interface Zone {
  /** `0 Normal` */
  readonly key: string
  readonly node: number
  readonly name: string
  readonly managed: Bytes
  readonly free: Bytes
  /** With the boost in them, as the kernel compares them. */
  readonly min: Bytes
  readonly low: Bytes
  readonly high: Bytes
  readonly boost: Bytes
  /** Between min and low, and between low and high: max(min / 4, managed × watermark_scale_factor / 10,000). */
  readonly gap: Bytes
  /** Kept back here from requests that could use the highest zone: to them the watermarks are higher by this. */
  readonly reserve: Bytes
  /** Free pages on the lists of single CPUs: beside `free`. */
  readonly perCpu: Bytes
  readonly level: Level
  /** How fast free memory goes. Null: it grows, or is not known yet. */
  readonly falls: Rate<'B'> | null
  /** Until free is at low (and what is kept back), at this rate. Null: it does not fall. */
  readonly headroom: Seconds | null
}

/** Of all that is free; what is kept back from others is told beside it (reserve). */
export type Level = 'above high' | 'below high' | 'below low' | 'below min'

export interface Zones {
  readonly missing: Missing | null
  readonly zones: readonly Zone[]
  /** All zones together: what may go before kswapd is woken, and the seconds at the present rate. */
  readonly headroom: {
    readonly bytes: Bytes
    readonly falls: Rate<'B'> | null
    readonly seconds: Seconds | null
  } | null
  readonly minFree: Bytes | null
  readonly minFreeDefault: DefaultMinFree | null
  /** Ten-thousandths; the kernel's default is 10. */
  readonly scaleFactor: number | null
  readonly boostFactor: number | null
}

export const zones = model({
  from: {
    zoneinfo,
    minFree: slowly(minFreeKbytes),
    scale: slowly(watermarkScaleFactor),
    boost: slowly(watermarkBoostFactor),
    thpEnabled,
    thpSize,
  },
  derive: (of, { pageSize }): Zones => {
    const { after, before } = of.zoneinfo
    const now = valueOf(after)?.filter(({ managed }) => managed > 0) ?? []
    const was = new Map((valueOf(before) ?? []).map((zone) => [keyOf(zone), zone]))
    const dt = before && !isMissing(before) && !isMissing(after) ? seconds(before.at, after.at) : 0
    const all = now.map((zone) => zoneOf(zone, was.get(keyOf(zone)) ?? null, dt, pageSize))
    const thp = valueOf(of.thpEnabled.after)
    // A kernel without huge pages has neither file.
    const isThpKnown = thp?.chosen === 'never' || isMissing(of.thpEnabled.after) === isMissing(of.thpSize.after)
    return {
      missing: isMissing(after) ? after : null,
      zones: all,
      headroom: all.length === 0 ? null : headroomOf(all, now, was, dt, pageSize),
      minFree: valueOf(of.minFree.after),
      minFreeDefault:
        now.length === 0 || !isThpKnown
          ? null
          : defaultMinFree(
              now,
              { on: thp !== null && thp.chosen !== 'never', size: valueOf(of.thpSize.after) },
              pageSize,
            ),
      scaleFactor: valueOf(of.scale.after),
      boostFactor: valueOf(of.boost.after),
    }
  },
})

function zoneOf(zone: RawZone, was: RawZone | null, dt: Seconds, pageSize: Bytes): Zone {
  const free = zone.free * pageSize
  const reserve = (zone.protection.at(-1) ?? 0) * pageSize
  const low = zone.low * pageSize
  const falls = falling(was && was.managed - was.free, zone.managed - zone.free, dt, pageSize)
  const room = free - low - reserve
  return {
    key: keyOf(zone),
    node: zone.node,
    name: zone.name,
    managed: zone.managed * pageSize,
    free,
    min: zone.min * pageSize,
    low,
    high: zone.high * pageSize,
    boost: (zone.boost ?? 0) * pageSize,
    gap: (zone.low - zone.min) * pageSize,
    reserve,
    perCpu: zone.perCpu * pageSize,
    level: levelOf(zone),
    falls,
    headroom: falls === null || room <= 0 ? null : room / falls,
  }
}

function levelOf({ free, min, low, high }: RawZone): Level {
  if (free <= min) return 'below min'
  if (free <= low) return 'below low'
  return free <= high ? 'below high' : 'above high'
}

/** A request tries all zones before it wakes kswapd, so what counts is how much all have above low and what they keep back. */
function headroomOf(
  all: readonly Zone[],
  now: readonly RawZone[],
  was: ReadonlyMap<string, RawZone>,
  dt: Seconds,
  pageSize: Bytes,
): NonNullable<Zones['headroom']> {
  const bytes = all.reduce((sum, { free, low, reserve }) => sum + Math.max(0, free - low - reserve), 0)
  const taken = (zones: Iterable<RawZone>) => [...zones].reduce((sum, zone) => sum + zone.managed - zone.free, 0)
  const earlier = now.map((zone) => was.get(keyOf(zone))).filter((zone) => zone !== undefined)
  const falls = earlier.length === now.length ? falling(taken(earlier), taken(now), dt, pageSize) : null
  return { bytes, falls, seconds: falls === null || bytes === 0 ? null : bytes / falls }
}

function falling(before: number | null, after: number, dt: Seconds, pageSize: Bytes): Rate<'B'> | null {
  const grown = rate(before, after, dt)
  return grown === null || grown === 0 ? null : grown * pageSize
}

function keyOf({ node, name }: RawZone): string {
  return `${node} ${name}`
}
