import { load, percentOf } from '../format.ts'
import { type Quota, quotaGroups, quotaSources, quotas } from '../model/cgroups/throttling.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Missing } from '../source.ts'
import { notAll, toldOfLeft } from './parts/cgroups-left.ts'
import { cgroupCulprit } from './parts/culprits.ts'
import { count, share } from './parts/told.ts'
import type { Evidence, Rule } from './rule.ts'

export const cpuThrottle: Rule = {
  id: 'CPU-THROTTLE',
  title: 'stopped by a CPU quota',
  help: 'A cgroup has used up its CPU quota and its tasks stand still until the next period, whatever CPUs are idle. Told by the time they were kept from running, of all they wanted: a period that was used up in its last moment costs nothing. cpu.stat, cpu.max (v1 cpu.cfs_quota_us); Documentation/scheduler/sched-bwc.rst.',
  resource: 'cpu',
  limits: {
    warning: {
      value: 10,
      unit: '%',
      why: 'of the CPU time it wanted: every tenth moment of work waits for the next period',
    },
    critical: { value: 25, unit: '%', why: 'a quarter of its work waits' },
    exit: { value: 5, unit: '%', why: 'half of the entry' },
    wanted: { value: 0.02, unit: 'CPUs', why: 'a group that wants less tells nothing by a share' },
  },
  window: 10,
  every: 2,
  sources: quotaSources,
  see(snapshot, limits) {
    const all = quotas(snapshot.samples)
    if (!all) return notYet(snapshot)
    const lookedAt = quotaGroups(snapshot.samples)
    if (all.length === 0 && lookedAt) return notAll(lookedAt, 'cpu.stat')
    if (all.length === 0)
      return { clear: true, evidence: [count('cgroups with a CPU quota', 0, null, 'cpu.max, cpu.cfs_quota_us')] }
    const wanting = all.filter(({ used, held }) => (used ?? 0) + held >= limits('wanted'))
    const [worst, ...others] = (wanting.length > 0 ? wanting : all).toSorted((a, b) => b.denied - a.denied)
    if (!worst) return notYet(snapshot)
    const evidence = [
      ...evidenceOf(worst, limits('warning')),
      ...toldOfLeft(lookedAt, 'cgroup.stat nr_descendants, /proc/cgroups'),
    ]
    const denied = wanting.length === 0 ? 0 : worst.denied * 100
    if (denied < limits('exit')) return lookedAt ? notAll(lookedAt, 'cpu.stat') : { clear: true, evidence }
    const also = others.filter((one) => one.denied * 100 >= limits('warning'))
    return {
      seen: denied >= limits('critical') ? 'critical' : 'warning',
      hold: denied < limits('warning'),
      value: worst.denied,
      says: `Everything in ${worst.path} stands still in ${percentOf(worst.denied)} of the time it wants a CPU: its quota of ${load(worst.cpus)} CPUs is used up.`,
      evidence,
      culprits: [worst, ...also].slice(0, 3).map((one) => cgroupCulprit(one.path, percentOf(one.denied))),
      scope: { cgroups: [worst, ...also].map(({ path }) => path) },
      next: `Raise the quota of ${worst.path} (cpu.max, CPUQuota=), or run no more threads in it than ${load(worst.cpus)} CPUs can carry.`,
      caution:
        'The limit may be meant; bursts of many threads use it up in the first moments of a period (cpu.max.burst helps).',
      verify: `cat cpu.stat in the folder of ${worst.path}: nr_throttled, throttled_usec (v1 throttled_time)`,
    }
  },
}

function evidenceOf({ path, denied, held, cpus, used }: Quota, limit: number): readonly Evidence[] {
  return [
    share(`of the CPU time that ${path} wanted: kept from it`, denied, limit, 'cpu.stat throttled_usec, usage_usec'),
    count('seconds of its tasks that were held, a second', held, null, 'cpu.stat throttled_usec'),
    count('CPUs it used', used, cpus, 'cpu.stat usage_usec; cpu.max'),
  ]
}

function notYet({ samples }: Snapshot): Missing {
  const why = samples.before
    ? 'cgroups are found depth by depth: not all were read twice'
    : 'one sample only: a rate needs two'
  return { missing: 'pending', source: 'cpu.stat', why, remedy: null }
}
