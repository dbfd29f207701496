import { onlineNodes } from '../../parse/devices/system.ts'
import { zoneReclaimMode } from '../../parse/sys/vm.ts'
import { vmstat } from '../../parse/vmstat.ts'
import { source, valueOf } from '../../source.ts'
import { model } from '../model.ts'

/** vm.zone_reclaim_mode, and how often it worked. Null: this kernel has no NUMA, or does not tell. */
export interface ZoneReclaim {
  /** Bits: 1 reclaim on the node first, 2 by writing, 4 by swapping. */
  readonly mode: number | null
  readonly nodes: number | null
  /** Since boot: it found a page, and it did not. */
  readonly success: number | null
  readonly failed: number | null
}

const slowly = <T>({ path, parse }: { readonly path: string; readonly parse: (file: Buffer) => T }) =>
  source(path, parse, 30)

export const zoneReclaim = model({
  from: { mode: slowly(zoneReclaimMode), nodes: slowly(onlineNodes), vmstat },
  derive: (of): ZoneReclaim => {
    const counted = valueOf(of.vmstat.after)
    return {
      mode: valueOf(of.mode.after),
      nodes: valueOf(of.nodes.after)?.length ?? null,
      success: counted?.get('zone_reclaim_success') ?? null,
      failed: counted?.get('zone_reclaim_failed') ?? null,
    }
  },
})
