import type { Bytes, Rate, Seconds } from '../../units.ts'
import type { History } from '../history.ts'
import type { Area } from './areas.ts'
import type { SwapLevel } from './level.ts'
import type { SwapTraffic } from './traffic.ts'

/**
 * What swap does, which its level does not tell: `none` there is none · `empty` nothing is in it · `cold` what is in it lies still ·
 * `leaving` pages go, and none is missed · `returning` some come back · `active` so many come back that programs wait for them ·
 * `unknown` no rate yet.
 */
export type SwapState = 'none' | 'empty' | 'unknown' | 'cold' | 'leaving' | 'returning' | 'active'

/** So much read back a second delays whoever needs it; from RAM (zram) it takes ten times as much. */
export const ACTIVE: Rate<'B'> = 1 << 20
const ACTIVE_ZRAM = 10 * ACTIVE
/** Below this share free, anonymous memory can hardly leave RAM any more. */
export const FULL = 0.1

export function swapState(
  { total, used }: SwapLevel,
  { in: device, allIn, allOut }: SwapTraffic,
  areas: readonly Area[] | null,
): SwapState {
  if (total === 0) return 'none'
  if (device === null || allIn === null || allOut === null) return used === 0 ? 'empty' : 'unknown'
  const isZram = areas !== null && areas.length > 0 && areas.every(({ kind }) => kind === 'zram')
  if (device >= (isZram ? ACTIVE_ZRAM : ACTIVE)) return 'active'
  if (allIn > 0) return 'returning'
  if (allOut > 0) return 'leaving'
  return used === 0 ? 'empty' : 'cold'
}

/** Whether so little is free that it cannot take much more. */
export function isFull({ total, free }: SwapLevel): boolean {
  return total > 0 && free / total < FULL
}

/** Bytes a second between RAM and swap, both ways. */
export const MOVED = 'swap.moved'

/** For how long nothing moved, as far as it was watched; null: it moves, or nobody watched. */
export function quietFor({ at, series }: Pick<History, 'at' | 'series'>): Seconds | null {
  const moved = series.get(MOVED)
  const now = at.at(-1)
  if (!moved || now === undefined) return null
  let since: number | null = null
  for (let i = at.length - 1; i >= 0 && moved[i] === 0; i--) since = at[i] as number
  return since === null || since === now ? null : (now - since) / 1e9
}

/** What lies in swap and not also in RAM. */
export function onlyInSwap({ used, cached }: SwapLevel): Bytes {
  return Math.max(0, used - (cached ?? 0))
}
