import { percentOf } from '../format.ts'
import { cpu } from '../model/cpu.ts'
import { perCpu } from '../model/load/per-cpu.ts'
import { pressure } from '../model/load/pressure.ts'
import { cpuStall, runQueues } from '../model/load/run-queues.ts'
import { waitShare } from '../model/load/runners.ts'
import { victims } from '../model/load/victims.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { stat } from '../parse/stat.ts'
import { HARM, harm, jobName, jobScope, MANY_NEXT, manyJobs, victimSays, whoWaits } from './parts/harm.ts'
import { noRate } from './parts/missing.ts'
import { count, share } from './parts/told.ts'
import type { Evidence, Rule } from './rule.ts'

export const victimWait: Rule = {
  id: 'VICTIM-WAIT',
  title: 'threads that get no CPU',
  help: 'A thread of normal priority waits for a CPU a good part of the time it could run, because another job has it. Its run and wait times are in /proc/PID/task/TID/schedstat; threads of the busiest job itself, nice ones and those held by a quota do not count.',
  resource: 'cpu',
  limits: {
    ...HARM,
    exit: { value: 20, unit: '%', why: 'two thirds of the entry' },
    sign: {
      value: 5,
      unit: '%',
      why: 'below so much CPU pressure nobody can have waited long; threads are then not looked at',
    },
  },
  window: 15,
  sources: () => [...new Set([...perCpu.sources, ...pressure.sources, ...cpu.sources])],
  sign: (snapshot, limits) => waits(snapshot) * 100 >= limits('sign'),
  dear: whoWaits,
  see(snapshot, limits) {
    const some = cpuStall(snapshot)
    const queues = runQueues(snapshot)
    if (some === null && !queues) return noRate(snapshot, stat, 'how long threads wait')
    const quiet: readonly Evidence[] = [
      some === null
        ? count('threads in line', queues?.waiting ?? null, null, '/proc/schedstat')
        : share('time in which some task waited for a CPU', some, limits('sign'), '/proc/pressure/cpu some'),
    ]
    if (waits(snapshot) * 100 < limits('sign')) return { clear: true, evidence: quiet }
    const found = victims(snapshot)
    if (!found)
      return {
        missing: 'pending',
        source: '/proc/PID/task/TID/schedstat',
        why: 'threads are looked at since this moment: their wait needs two looks',
        remedy: null,
      }
    const worst = found.waiting[0]
    const { severity, hog, evidence, culprits } = harm(snapshot, limits)
    if (!worst || waitShare(worst) * 100 < limits('exit')) return { clear: true, evidence: [...evidence, ...quiet] }
    return {
      seen: severity === 'info' ? 'warning' : severity,
      hold: waitShare(worst) * 100 < limits('victim'),
      value: waitShare(worst),
      says: `${victimSays(worst)}${hog ? `, because ${hog.isMain ? `${jobName(hog)} ${hog.alike > 0 ? 'use' : 'uses'} ${percentOf(hog.cpus)} of a CPU` : `the CPUs go to ${manyJobs(hog)}`}` : ''}.`,
      evidence: [...evidence, ...quiet],
      culprits,
      scope: { pids: [worst.process.pid], ...jobScope(hog) },
      next: hog?.isMain
        ? `Renice ${jobName(hog)}, or give the cgroup of the one that waits more cpu.weight.`
        : hog
          ? MANY_NEXT
          : 'See who has the CPUs in the load pane.',
      caution: 'Only CPU time moves by priority: memory and disks that both use stay shared.',
      verify: `pidstat -u -t -p ${worst.process.pid} 1 # %wait`,
    }
  },
}

/** Share of the time somebody waited, or threads in line where there is no PSI. */
function waits(snapshot: Snapshot): number {
  return Math.max(cpuStall(snapshot) ?? 0, runQueues(snapshot)?.waiting ?? 0)
}
