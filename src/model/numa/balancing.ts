import { demotionEnabled } from '../../parse/devices/tiers.ts'
import { numaBalancing } from '../../parse/sys/kernel.ts'
import { numaStat, zoneReclaimMode } from '../../parse/sys/vm.ts'
import { reading } from '../../sample/sample.ts'
import { valueOf } from '../../source.ts'
import type { Rate, Share } from '../../units.ts'
import type { Model } from '../model.ts'
import { DEMOTED, machineRate, PROMOTED } from './nodes.ts'
import { NUMA_WHOLE, tiersOf } from './sources.ts'

/** What the kernel does by itself about pages that lie on the wrong node. Rates per second; null: not known. */
export interface Balancing {
  /** kernel.numa_balancing: 0 off, 1 on, 2 memory tiers only, 3 both; null: not built in. */
  readonly mode: number | null
  /** Page table entries made inaccessible, to see who touches them. */
  readonly scanned: Rate<'page'> | null
  /** Faults by such an entry. */
  readonly faults: Rate<'page'> | null
  /** Of these, by a task that ran on the node of the page. */
  readonly localFaults: Rate<'page'> | null
  /** Of the faults; near 1 all is where it should be. */
  readonly localShare: Share | null
  readonly migrated: Rate<'page'> | null
  /** vm.zone_reclaim_mode. */
  readonly zoneReclaim: number | null
  /** False: vm.numa_stat is 0, and the counters of hits and misses stand at zero. */
  readonly counted: boolean | null
  readonly tiers: number
  /** Cold pages go to slower memory. Null: this kernel cannot. */
  readonly demotion: boolean | null
  readonly promoted: Rate<'page'> | null
  readonly demoted: Rate<'page'> | null
}

export const balancing: Model<Balancing> = {
  sources: NUMA_WHOLE,
  of(samples) {
    const { after } = samples
    const faults = machineRate(samples, ['numa_hint_faults'])
    const localFaults = machineRate(samples, ['numa_hint_faults_local'])
    const counted = valueOf(reading(after, numaStat))
    const demotion = valueOf(reading(after, demotionEnabled))
    return {
      mode: valueOf(reading(after, numaBalancing)),
      scanned: machineRate(samples, ['numa_pte_updates']),
      faults,
      localFaults,
      localShare: faults === null || localFaults === null || faults === 0 ? null : localFaults / faults,
      migrated: machineRate(samples, ['numa_pages_migrated']),
      zoneReclaim: valueOf(reading(after, zoneReclaimMode)),
      counted: counted === null ? null : counted !== 0,
      tiers: tiersOf(after).length,
      demotion: demotion === null ? null : demotion === 'true',
      promoted: machineRate(samples, PROMOTED),
      demoted: machineRate(samples, DEMOTED),
    }
  },
}
