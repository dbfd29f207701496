import type { Process } from '../../sample/process.ts'
import type { Samples } from '../../sample/sample.ts'
import { cpuCgroup, throttledCgroups } from './cgroups.ts'

/**
 * Whether a quota kept the cgroup of a process off the CPUs since the last look: its threads' time in line counts on meanwhile, and that
 * is nobody else's doing. As far as the cgroup is known.
 */
export function heldByQuota(samples: Samples): (process: Process) => boolean {
  const rows = samples.after.processes?.rows.filter((row) => row.more.cgroup !== undefined) ?? []
  const throttled = [...throttledCgroups(samples, rows)]
  return (process) => {
    const path = throttled.length > 0 ? cpuCgroup(process) : null
    return path !== null && throttled.some((group) => path === group || path.startsWith(`${group}/`))
  }
}
