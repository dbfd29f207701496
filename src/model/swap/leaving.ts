import type { Area } from './areas.ts'
import type { SwapLevel } from './level.ts'

/**
 * Whether an area is being emptied (swapoff): it is still listed in full, and counts in SwapTotal with what is left in it only.
 * mm/swapfile.c si_swapinfo
 */
export function leavingArea(level: SwapLevel | null, areas: readonly Area[] | null): boolean {
  if (!level || !areas) return false
  const listed = areas.reduce((sum, { size }) => sum + size, 0)
  return listed - level.total > ROUNDING
}

/** Both are in KiB. */
const ROUNDING = 64 * 1024

/** Whether all swap is compressed memory: a page comes back without a disk. */
export function isZramOnly(areas: readonly Area[] | null): boolean {
  return areas !== null && areas.length > 0 && areas.every(({ kind }) => kind === 'zram')
}
