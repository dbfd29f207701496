import { load } from '../format.ts'
import { perCpu } from '../model/load/per-cpu.ts'
import { pressure } from '../model/load/pressure.ts'
import { cpuStall, type RunQueues, runQueues } from '../model/load/run-queues.ts'
import { stat } from '../parse/stat.ts'
import { HARM, harm, jobName, jobScope, MANY_NEXT, manyJobs, victimSays, whoWaits } from './parts/harm.ts'
import { noRate } from './parts/missing.ts'
import { count } from './parts/told.ts'
import type { Evidence, Rule } from './rule.ts'

export const runq: Rule = {
  id: 'RUNQ',
  title: 'run queue',
  help: 'Threads that could run stand in line for a CPU. With one in line at each, everybody gets half a CPU; vmstat r, /proc/schedstat.',
  resource: 'cpu',
  limits: {
    line: { value: 1, unit: '', why: 'threads in line for one CPU: each then gets less than half of it' },
    exit: { value: 0.5, unit: '', why: 'half of the entry, so that a line that comes and goes is one episode' },
    sign: { value: 20, unit: '%', why: 'of the time somebody waited for a CPU: threads are then looked at' },
    ...HARM,
  },
  window: 15,
  sources: () => [...perCpu.sources, ...pressure.sources],
  // Of a kernel without /proc/schedstat only pressure says that somebody waits at one CPU while others are idle.
  sign: (snapshot, limits) =>
    lineOf(runQueues(snapshot)) >= limits('exit') || (cpuStall(snapshot) ?? 0) * 100 >= limits('sign'),
  dear: whoWaits,
  see(snapshot, limits) {
    const queues = runQueues(snapshot)
    if (!queues) return noRate(snapshot, stat, 'how long threads stand in line')
    const line = lineOf(queues)
    const evidence = lineEvidence(queues, limits('line'))
    if (line < limits('exit')) return { clear: true, evidence }
    const { severity, victim, hog, evidence: more, culprits } = harm(snapshot, limits)
    const where = queues.longest ? `CPU ${queues.longest.id}` : `each of ${queues.cpus} CPUs`
    return {
      seen: severity,
      hold: line < limits('line'),
      value: line,
      says:
        `${victim ? victimSays(victim) : 'Threads wait for each other'}: ${load(line)} threads stand in line for ${where}` +
        `${hog ? `; ${hog.isMain ? `${jobName(hog)} ${hog.alike > 0 ? 'have' : 'has'} the CPUs` : `the CPUs go to ${manyJobs(hog)}`}` : ''}.`,
      evidence: [...evidence, ...more],
      culprits,
      scope: jobScope(hog),
      next: hog?.isMain
        ? `Let ${jobName(hog)} run fewer workers, renice it, or give its cgroup less cpu.weight.`
        : hog
          ? MANY_NEXT
          : 'See who runs in the load pane, and run fewer workers there.',
      caution: 'A line at one CPU while others are idle is a matter of affinity, not of too much work.',
      verify: 'vmstat 1; pidstat -u -t 1 # r, %wait',
    }
  },
}

const FROM: Readonly<Record<RunQueues['by'], string>> = {
  schedstat: '/proc/schedstat cpuN, 8th number',
  threads: '/proc/PID/task/TID/schedstat wait',
  procs_running: '/proc/stat procs_running',
}

/** Longest line of one CPU; where it is known only of all together, shared evenly. */
function lineOf(queues: RunQueues | null): number {
  return queues ? (queues.longest?.waiting ?? queues.waiting / queues.cpus) : 0
}

function lineEvidence(queues: RunQueues, limit: number): readonly Evidence[] {
  const { longest, waiting, by, cpus } = queues
  const from = FROM[by]
  const all = count(`threads in line for ${cpus} CPUs`, waiting, limit * cpus, from)
  return longest ? [count(`threads in line for CPU ${longest.id}`, longest.waiting, limit, from), all] : [all]
}
