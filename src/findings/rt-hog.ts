import { count as number, percentOf } from '../format.ts'
import { perCpu } from '../model/load/per-cpu.ts'
import { pressure } from '../model/load/pressure.ts'
import { realTime } from '../model/load/real-time.ts'
import { cpuStall, runQueues } from '../model/load/run-queues.ts'
import { policyName } from '../model/scheduling.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { stat } from '../parse/stat.ts'
import { whoWaits } from './parts/harm.ts'
import { noRate } from './parts/missing.ts'
import { threadCulprit } from './parts/thread-culprit.ts'
import { THREADS_ASKED } from './parts/threads-asked.ts'
import { count, share } from './parts/told.ts'
import type { LimitValues, Rule } from './rule.ts'

export const rtHog: Rule = {
  id: 'RT-HOG',
  title: 'a real-time thread that keeps its CPU',
  help: 'A thread of class FIFO, RR or DEADLINE runs nearly all the time: threads of normal class on that CPU get what it leaves, 5 % where kernel.sched_rt_runtime_us is as usual and nothing where it is -1. sched(7).',
  resource: 'cpu',
  limits: {
    thread: { value: 70, unit: '%', why: 'of a CPU: real-time work is meant to be short' },
    exit: { value: 50, unit: '%', why: 'room for others' },
    whole: { value: 90, unit: '%', why: 'of a CPU: it runs into the limit that the kernel keeps for others, 95 %' },
    waiting: { value: 0.2, unit: '', why: 'threads in line for that CPU: somebody feels it' },
  },
  window: 10,
  sources: () => [...perCpu.sources, ...pressure.sources],
  sign: isCrowded,
  dear: whoWaits,
  see(snapshot, limits) {
    if (!snapshot.get(perCpu).cpus.some(({ shares }) => shares)) return noRate(snapshot, stat, 'where CPU time went')
    if (!snapshot.samples.after.processes) {
      if (isCrowded(snapshot, limits)) return THREADS_ASKED
      const busiest = Math.max(...snapshot.get(perCpu).cpus.map(({ shares }) => shares?.busy ?? 0))
      return {
        clear: true,
        evidence: [share('of its time: the busiest CPU', busiest, limits('exit'), '/proc/stat cpuN')],
      }
    }
    const [first, ...others] = realTime(snapshot, limits('exit') / 100)
    const from = '/proc/PID/task/TID/stat policy, schedstat'
    if (!first)
      return { clear: true, evidence: [share('of a CPU: the busiest real-time thread', 0, limits('thread'), from)] }
    const line = waitingOn(snapshot, first.stat.processor)
    const evidence = [
      share(
        `of a CPU: ${first.stat.comm} ${first.tid} (${policyName(first.stat)})`,
        first.cpus,
        limits('thread'),
        from,
      ),
      count(`threads in line for CPU ${first.stat.processor}`, line, limits('waiting'), '/proc/schedstat'),
    ]
    const harms = (line ?? 0) >= limits('waiting')
    return {
      seen: !harms ? 'info' : first.cpus * 100 >= limits('whole') ? 'critical' : 'warning',
      hold: first.cpus * 100 < limits('thread'),
      value: first.cpus,
      says: `${harms ? 'Threads of normal class wait' : 'Nobody waits'} for CPU ${first.stat.processor}: ${first.stat.comm} ${first.tid} runs there in ${percentOf(first.cpus)} of the time, as ${policyName(first.stat)}${others.length > 0 ? `, and ${number(others.length)} more do so` : ''}.`,
      evidence,
      culprits: [first, ...others]
        .slice(0, 3)
        .map((one) => threadCulprit(one, `${percentOf(one.cpus)} of a CPU, ${policyName(one.stat)}`)),
      scope: { pids: [first, ...others].map(({ process }) => process.pid) },
      next: `Give it a normal class again (chrt -o -p 0 ${first.tid}), or let it sleep between its work.`,
      caution: 'Audio, control and packet programs are real-time on purpose; bind them to a CPU of their own.',
      verify: `chrt -ap ${first.process.pid}; top -H -p ${first.process.pid}`,
    }
  },
}

/** Threads are looked at only where a CPU is full enough and somebody waits. */
function isCrowded(snapshot: Snapshot, limits: LimitValues): boolean {
  const stall = cpuStall(snapshot) ?? 1
  return snapshot
    .get(perCpu)
    .cpus.some(
      ({ shares, waiting }) => (shares?.busy ?? 0) * 100 >= limits('exit') && (waiting ?? stall) >= limits('waiting'),
    )
}

function waitingOn(snapshot: Snapshot, cpu: number): number | null {
  return runQueues(snapshot)?.lines?.get(cpu) ?? null
}
