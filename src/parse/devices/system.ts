import { type Source, source } from '../../source.ts'
import { parseList } from '../list.ts'

// Documentation/ABI/testing/sysfs-devices-system-cpu, .../stable/sysfs-devices-node

export const onlineCpus = source('/sys/devices/system/cpu/online', parseList)
export const possibleCpus = source('/sys/devices/system/cpu/possible', parseList)
/** Absent in a kernel without NUMA. */
export const onlineNodes = source('/sys/devices/system/node/online', parseList)

/** The CPUs of a node; empty where it has memory only. */
export function nodeCpus(node: number): Source<readonly number[]> {
  return source(`/sys/devices/system/node/node${node}/cpulist`, parseList)
}
