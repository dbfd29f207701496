import type { Counter } from '../../units.ts'
import { flatKeyed } from '../keyed.ts'

/** Nanoseconds in both versions of cgroups. */
export interface CpuStat {
  /** V2 only; v1 has it in cpuacct. */
  readonly usage?: Counter<'ns'>
  readonly user?: Counter<'ns'>
  readonly system?: Counter<'ns'>
  /** Periods in which the group ran under a quota. Absent in the root group. */
  readonly periods?: Counter<'period'>
  readonly throttledPeriods?: Counter<'period'>
  /** Time its tasks were kept from running, summed over CPUs. */
  readonly throttled?: Counter<'ns'>
}

/** The kernel's name, ours, and what makes nanoseconds of it. */
const FIELDS: readonly (readonly [string, keyof CpuStat, number])[] = [
  ['usage_usec', 'usage', 1000],
  ['user_usec', 'user', 1000],
  ['system_usec', 'system', 1000],
  ['nr_periods', 'periods', 1],
  ['nr_throttled', 'throttledPeriods', 1],
  ['throttled_usec', 'throttled', 1000],
  ['throttled_time', 'throttled', 1], // v1: already ns
]

/**
 * cpu.stat of a cgroup: `usage_usec 22936840`, one name and number per line.
 * Kernel: kernel/sched/core.c cpu_extra_stat_show, cpu_cfs_stat_show; Documentation/admin-guide/cgroup-v2.rst
 */
export function parseCpuStat(file: Buffer): CpuStat {
  const values = flatKeyed('cpu.stat', file)
  const stat: { -readonly [K in keyof CpuStat]: CpuStat[K] } = {}
  for (const [name, field, scale] of FIELDS) {
    const value = values.get(name)
    if (value !== undefined) stat[field] = value * scale
  }
  return stat
}
