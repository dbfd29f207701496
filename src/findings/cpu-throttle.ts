import { load, percentOf } from '../format.ts'
import { type Quota, quotaGroups, quotaSources, quotas, quotasMissing } from '../model/cgroups/throttling.ts'
import { type Turns, turnOf, turnsAfter } from '../model/cgroups/turns.ts'
import { walk } from '../model/cgroups/walk.ts'
import type { Samples } from '../sample/sample.ts'
import { shellWord } from '../shell-word.ts'
import type { Missing } from '../source.ts'
import { notAll, toldOfLeft } from './parts/cgroups-left.ts'
import { cgroupCulprit } from './parts/culprits.ts'
import { count, share } from './parts/told.ts'
import type { Evidence, LimitValues, Rule } from './rule.ts'

export const cpuThrottle: Rule<Turns> = {
  id: 'CPU-THROTTLE',
  title: 'stopped by a CPU quota',
  help: 'A cgroup has used up its CPU quota and its tasks stand still until the next period, whatever CPUs are idle. Told by the time they were kept from running, of all they wanted: a period that was used up in its last moment costs nothing. Of more than 2,000 cgroups each has its turn, and those that are held back stay in sight. cpu.stat, cpu.max (v1 cpu.cfs_quota_us); Documentation/scheduler/sched-bwc.rst.',
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
  sources: (samples, kept) => quotaSources(samples, turnOf(kept)),
  see({ samples }, limits, was) {
    const all = quotas(samples)
    const wanting = (all ?? []).filter(({ used, held }) => (used ?? 0) + held >= limits('wanted'))
    const byDenied = wanting.toSorted((a, b) => b.denied - a.denied)
    const held = byDenied.filter(({ denied }) => denied * 100 >= limits('exit'))
    const kept = turnsAfter(
      was,
      walk(samples).isCrowded,
      samples,
      held.map(({ path }) => path),
    )
    if (!all) return { ...notYet(samples), kept }
    const lookedAt = quotaGroups(samples, turnOf(was))
    const [worst, ...others] = byDenied
    if (!worst || held.length === 0) {
      // What stays in sight was looked at, and is well again.
      if (lookedAt && !was?.troubled.size) return notAll(lookedAt, 'cpu.stat', kept)
      const most = worst ?? all.toSorted((a, b) => b.denied - a.denied)[0]
      return { clear: true, evidence: [...clears(most, limits), ...toldOfLeft(lookedAt, COUNTED)], kept }
    }
    const denied = worst.denied * 100
    const also = others.filter((one) => one.denied * 100 >= limits('warning'))
    return {
      seen: denied >= limits('critical') ? 'critical' : 'warning',
      hold: denied < limits('warning'),
      value: worst.denied,
      says: `Everything in ${worst.path} stands still in ${percentOf(worst.denied)} of the time it wants a CPU: its quota of ${load(worst.cpus)} CPUs is used up.`,
      evidence: [...evidenceOf(worst, limits('warning')), ...toldOfLeft(lookedAt, COUNTED)],
      culprits: [worst, ...also].slice(0, 3).map((one) => cgroupCulprit(one.path, percentOf(one.denied))),
      scope: { cgroups: [worst, ...also].map(({ path }) => path) },
      next: `Raise the quota of ${worst.path} (cpu.max, cpu.cfs_quota_us in v1, CPUQuota=), or run no more threads in it than ${load(worst.cpus)} CPUs can carry.`,
      caution:
        'The limit may be meant; bursts of many threads use it up in the first moments of a period (cpu.max.burst helps).',
      verify: `cat ${shellWord(worst.file)} # nr_throttled, throttled_usec; throttled_time in v1`,
      kept,
    }
  },
}

const COUNTED = 'cgroup.stat nr_descendants, /proc/cgroups'

function clears(most: Quota | undefined, limits: LimitValues): readonly Evidence[] {
  return most
    ? evidenceOf(most, limits('warning'))
    : [count('cgroups with a CPU quota', 0, null, 'cpu.max, cpu.cfs_quota_us')]
}

function evidenceOf({ path, version, denied, held, cpus, used }: Quota, limit: number): readonly Evidence[] {
  const from = FROM[version]
  return [
    share(`of the CPU time that ${path} wanted: kept from it`, denied, limit, from.denied),
    count('seconds of its tasks that were held, a second', held, null, from.held),
    count('CPUs it used', used, cpus, from.used),
  ]
}

/** By version of the hierarchy. */
const FROM = {
  1: {
    denied: 'cpu.stat throttled_time, cpuacct.usage',
    held: 'cpu.stat throttled_time',
    used: 'cpuacct.usage; cpu.cfs_quota_us',
  },
  2: {
    denied: 'cpu.stat throttled_usec, usage_usec',
    held: 'cpu.stat throttled_usec',
    used: 'cpu.stat usage_usec; cpu.max',
  },
}

function notYet(samples: Samples): Missing {
  const missing = quotasMissing(samples)
  if (missing) return missing
  const why = samples.before
    ? 'cgroups are found depth by depth: not all were read twice'
    : 'one sample only: a rate needs two'
  return { missing: 'pending', source: 'cpu.stat', why, remedy: null }
}
