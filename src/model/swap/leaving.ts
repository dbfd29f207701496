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

/** Whether all that is swapped lies in compressed memory: a page comes back without a disk. Where nothing is, whether it would. */
export function isZramOnly(areas: readonly Area[] | null): boolean {
  const used = areas?.filter((area) => area.used > 0) ?? []
  return used.length > 0 ? used.every(({ kind }) => kind === 'zram') : fillsZram(areas)
}

/** Whether what is swapped next goes to compressed memory: others are not filled while those of the highest priority have room. */
export function fillsZram(areas: readonly Area[] | null): boolean {
  const open = areas?.filter(({ used, size }) => used < size) ?? []
  const highest = Math.max(...open.map(({ priority }) => priority))
  return open.length > 0 && open.every(({ kind, priority }) => kind === 'zram' || priority < highest)
}
