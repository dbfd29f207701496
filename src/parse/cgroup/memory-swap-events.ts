import { flatKeyed } from '../keyed.ts'

/** Counts since the group was made, of it and those below. Absent: this kernel does not count them. */
export interface SwapEvents {
  /** Its memory.swap.high was passed: its tasks were slowed; 5.8. */
  readonly high?: number
  /** Its memory.swap.max would have been passed: the page stayed in RAM. */
  readonly max?: number
  /** A page found no slot, for that limit or because swap is full. */
  readonly fail?: number
}

/**
 * memory.swap.events of a cgroup v2: `max 0`, one name and number per line. Linux 4.18.
 * Kernel: mm/memcontrol.c swap_events_show; Documentation/admin-guide/cgroup-v2.rst
 */
export function parseMemorySwapEvents(file: Buffer): SwapEvents {
  const all = flatKeyed('memory.swap.events', file)
  const [high, max, fail] = [all.get('high'), all.get('max'), all.get('fail')]
  return {
    ...(high !== undefined && { high }),
    ...(max !== undefined && { max }),
    ...(fail !== undefined && { fail }),
  }
}
