/** What may limit the CPUs of a process or cgroup. */
export interface CpuLimits {
  /** Ids of the CPUs online. */
  readonly online: readonly number[]
  /** Ids of Cpus_allowed_list in /proc/PID/status; may name CPUs that are offline or do not exist. Null: not known. */
  readonly affinity: readonly number[] | null
  /** Ids of cpuset.cpus.effective (v1: cpuset.effective_cpus). Null: no cpuset controller. */
  readonly cpuset: readonly number[] | null
  /** Of the cgroup and all above it: a quota binds everything below. */
  readonly quotas: readonly CpuQuota[]
}

export interface CpuQuota {
  readonly path: string
  /** v2 cpu.max, v1 cpu.cfs_quota_us and cfs_period_us. Infinity: `max`, or −1 in v1. */
  readonly quotaUs: number
  readonly periodUs: number
}

/** How many CPUs a scope can keep busy, and by what. A quota may make it a fraction. */
export interface EffectiveCpus {
  readonly cpus: number
  readonly by: 'online' | 'affinity' | 'cpuset' | 'quota'
  /** Of the cgroup whose quota binds. */
  readonly path: string | null
}

/**
 * The least of: CPUs online, those of the affinity, those also in the cpuset, quota / period of each cgroup. Of equal limits the
 * first of these is named, so that a limit is only named when it takes something away.
 * Kernel: Documentation/admin-guide/cgroup-v2.rst, CPU and Cpuset
 */
export function effectiveCpus(limits: CpuLimits): EffectiveCpus {
  const allowed = both(limits.online, limits.affinity)
  const inSet = both(allowed, limits.cpuset)
  const candidates: EffectiveCpus[] = [
    { cpus: limits.online.length, by: 'online', path: null },
    { cpus: allowed.length, by: 'affinity', path: null },
    { cpus: inSet.length, by: 'cpuset', path: null },
    ...limits.quotas
      .filter((quota) => quota.periodUs > 0)
      .map(({ path, quotaUs, periodUs }): EffectiveCpus => ({ cpus: quotaUs / periodUs, by: 'quota', path })),
  ]
  return candidates.reduce((least, candidate) => (candidate.cpus < least.cpus ? candidate : least))
}

/** A list that is not known, or of CPUs that are all offline (the kernel then lets it run elsewhere), limits nothing. */
function both(cpus: readonly number[], list: readonly number[] | null): readonly number[] {
  const ids = new Set(list ?? [])
  const shared = cpus.filter((id) => ids.has(id))
  return shared.length > 0 ? shared : cpus
}
