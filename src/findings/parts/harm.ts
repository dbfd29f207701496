import { load, percentOf } from '../../format.ts'
import type { Scope } from '../../model/findings.ts'
import { loadSources } from '../../model/load/model.ts'
import { type Runner, waitShare } from '../../model/load/runners.ts'
import { type Job, victims } from '../../model/load/victims.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Samples } from '../../sample/sample.ts'
import type { Culprit, Dear, Evidence, Limits, LimitValues, Severity } from '../rule.ts'
import { cgroupCulprit, processCulprit } from './culprits.ts'
import { share } from './told.ts'

/** Full CPUs harm nobody by themselves: what decides is how long threads outside of the busiest job stand in line. */
export const HARM = {
  victim: {
    value: 30,
    unit: '%',
    why: 'of the time it could run, a thread outside of the busiest job had no CPU: its answers take half as long again',
  },
  victim_critical: { value: 60, unit: '%', why: 'it waits longer than it runs: answers take more than twice as long' },
} satisfies Limits

export interface Harm {
  readonly severity: Severity
  /** Who waits most; null: nobody outside, or not looked at yet. */
  readonly victim: Runner | null
  readonly hog: Job | null
  readonly evidence: readonly Evidence[]
  readonly culprits: readonly Culprit[]
}

/** Times in line of all threads; cgroups tell jobs apart and who is held back by a quota. */
export function whoWaits(samples: Samples | null): Dear {
  return {
    sources: loadSources(samples),
    processes: { threads: 'moved', active: ['schedstat', 'cgroup'], everybody: ['schedstat', 'cgroup'] },
  }
}

export function harm(snapshot: Snapshot, limits: LimitValues): Harm {
  const found = victims(snapshot)
  const hog = found?.hog ?? null
  const victim = found?.waiting[0] ?? null
  const waits = victim ? waitShare(victim) * 100 : 0
  const severity =
    waits >= limits('victim_critical') ? 'critical' : waits >= limits('victim') ? 'warning' : ('info' as const)
  return {
    severity,
    victim: severity === 'info' ? null : victim,
    hog,
    evidence: found ? [evidenceOf(victim, limits('victim'))] : [],
    culprits: hog ? jobCulprits(hog) : [],
  }
}

/** `make 812 in /build`, by its first process; `worker 7 and 2 like it` where each is a process group of its own. */
export function jobName({ cgroup, leader, alike }: Job): string {
  const name = `${leader.stat.comm} ${leader.pid}`
  if (cgroup !== null) return `${name} in ${cgroup}`
  return alike > 0 ? `${name} and ${alike} like it` : name
}

/** Where there is no one to blame. */
export function manyJobs(largest: Job): string {
  return `many jobs, the largest of which (${jobName(largest)}) has ${load(largest.cpus)} CPUs`
}

export const MANY_NEXT =
  'No single job is to blame: run fewer of them at once, or take more CPUs; the processes pane, sorted by CPU, shows them.'

/** Of many jobs the largest is now this one and now that one: what is found is of the whole machine. */
export function jobScope(job: Job | null): Scope {
  return job?.isMain && job.cgroup !== null ? { cgroups: [job.cgroup] } : {}
}

/** `nginx 12 waits 64 % of the time it could run`. */
export function victimSays(victim: Runner): string {
  return `${victim.stat.comm} ${victim.process.pid} has no CPU in ${percentOf(waitShare(victim))} of the time it could run`
}

export function jobCulprits(job: Job): readonly Culprit[] {
  const part = `${load(job.cpus)} CPUs${job.alike > 0 ? `, with ${job.alike} like it` : ''}`
  const own = processCulprit(job.leader, part)
  return job.cgroup === null ? [own] : [cgroupCulprit(job.cgroup, part), own]
}

function evidenceOf(victim: Runner | null, limit: number): Evidence {
  const who = victim ? `${victim.stat.comm} ${victim.process.pid}` : 'any thread outside of the busiest job'
  return share(
    `time in line of ${who}`,
    victim ? waitShare(victim) : 0,
    limit,
    '/proc/PID/task/TID/schedstat: wait / (run + wait)',
  )
}
