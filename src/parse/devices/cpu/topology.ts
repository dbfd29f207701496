import { type Source, source } from '../../../source.ts'
import { parseList } from '../../list.ts'
import { parseNumber } from '../../number.ts'

// Documentation/admin-guide/cputopology.rst

/** Where a CPU is. The files are there only while it is online. */
export interface TopologyFiles {
  /** −1: not known. */
  readonly packageId: Source<number>
  readonly dieId: Source<number>
  /** Unique within its die and package only. */
  readonly coreId: Source<number>
  /** CPUs that share the core, itself among them. */
  readonly siblings: Source<readonly number[]>
}

/** It changes by hot-plug only. */
const SELDOM = 60

export function topologyFiles(cpu: number): TopologyFiles {
  const at = `/sys/devices/system/cpu/cpu${cpu}/topology`
  return {
    packageId: source(`${at}/physical_package_id`, parseNumber, SELDOM),
    dieId: source(`${at}/die_id`, parseNumber, SELDOM),
    coreId: source(`${at}/core_id`, parseNumber, SELDOM),
    siblings: source(`${at}/thread_siblings_list`, parseList, SELDOM),
  }
}
