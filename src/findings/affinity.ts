import { load, count as number } from '../format.ts'
import { perCpu } from '../model/load/per-cpu.ts'
import { imbalance, mayBePinned, type Placed, placedOn, placeSources } from '../model/load/pinned.ts'
import { pressure } from '../model/load/pressure.ts'
import { cpuStall, runQueues } from '../model/load/run-queues.ts'
import { stat } from '../parse/stat.ts'
import { whoWaits } from './parts/harm.ts'
import { noRate } from './parts/missing.ts'
import { THREADS_ASKED } from './parts/threads-asked.ts'
import { count, share } from './parts/told.ts'
import type { Culprit, Rule } from './rule.ts'

export const affinity: Rule = {
  id: 'AFFINITY',
  title: 'threads bound to full CPUs',
  help: 'Threads stand in line for a CPU while others are idle, because they may not run there: taskset, sched_setaffinity, a cpuset. Cpus_allowed_list in /proc/PID/task/TID/status has both; /proc/schedstat tells the line of each CPU.',
  resource: 'cpu',
  limits: {
    waiting: { value: 1, unit: '', why: 'threads in line for that CPU: each there gets less than half of it' },
    exit: { value: 0.5, unit: '', why: 'half of the entry' },
    stall: { value: 20, unit: '%', why: 'of the time somebody waited for a CPU, where no line of each is kept' },
    idle: { value: 50, unit: '%', why: 'of another CPU: it could take one of them' },
  },
  window: 10,
  sources: () => [...perCpu.sources, ...pressure.sources],
  sign: (snapshot, limits) => {
    if (!mayBePinned(snapshot, limits('idle') / 100)) return false
    const found = imbalance(snapshot, limits('exit'), limits('idle') / 100)
    return found ? found.crowded.length > 0 : (cpuStall(snapshot) ?? 1) * 100 >= limits('stall')
  },
  dear: (samples) => {
    const lines = whoWaits(samples)
    return { ...lines, sources: [...(lines.sources ?? []), ...placeSources(samples)] }
  },
  see(snapshot, limits) {
    const found = imbalance(snapshot, limits('exit'), limits('idle') / 100)
    const { cpus } = snapshot.get(perCpu)
    if (!cpus.some(({ shares }) => shares)) return noRate(snapshot, stat, 'where CPU time went')
    if (!found) {
      const some = cpuStall(snapshot)
      const isPossible = mayBePinned(snapshot, limits('idle') / 100)
      if (isPossible && (some ?? 1) * 100 >= limits('stall')) return THREADS_ASKED
      return {
        clear: true,
        evidence: [share('time in which some task waited for a CPU', some, limits('stall'), '/proc/pressure/cpu some')],
      }
    }
    const { crowded, idle } = found
    const [first] = crowded
    const longest = runQueues(snapshot)?.longest?.waiting ?? 0
    const evidence = [
      count(
        first ? `threads in line for CPU ${first.id}` : 'longest line of a CPU that is full',
        first?.waiting ?? longest,
        limits('waiting'),
        '/proc/schedstat',
      ),
      count('CPUs that are mostly idle', idle.length, 1, '/proc/stat cpuN idle'),
    ]
    if (!first || idle.length === 0) return { clear: true, evidence }
    const here = placedOn(
      snapshot,
      crowded.map(({ id }) => id),
    )
    const known = here.filter(({ allowed }) => allowed !== null)
    if (known.length === 0) return THREADS_ASKED
    const free = new Set(idle.map(({ id }) => id))
    const bound = known.filter(({ allowed }) => !allowed?.some((cpu) => free.has(cpu)))
    const told = count('runnable threads there that may not use an idle CPU', bound.length, 1, 'Cpus_allowed_list')
    const [one] = bound
    if (!one) return { clear: true, evidence: [...evidence, told] }
    const where = one.allowed?.join(',') ?? ''
    return {
      seen: first.waiting >= limits('waiting') ? 'warning' : 'info',
      hold: first.waiting < limits('waiting'),
      value: first.waiting,
      says: `${load(first.waiting)} threads stand in line for CPU ${first.id} while ${idle.length === 1 ? 'another is' : `${number(idle.length)} others are`} idle: ${one.comm} ${one.tid}${bound.length > 1 ? ` and ${number(bound.length - 1)} others` : ''} may run on CPU ${where} only.`,
      evidence: [
        ...evidence,
        told,
        share(`of CPU ${first.id}: busy`, first.shares?.busy ?? null, null, `/proc/stat cpu${first.id}`),
      ],
      culprits: bound.slice(0, 3).map(culpritOf),
      scope: { pids: bound.map(({ process }) => process.pid) },
      next: `Let them use more CPUs: taskset -acp ${snapshot
        .get(perCpu)
        .cpus.map(({ id }) => id)
        .join(',')} ${one.process.pid}, or widen cpuset.cpus of their cgroup.`,
      caution: 'Some are bound on purpose: packet processing, real time, isolated CPUs.',
      verify: `taskset -acp ${one.process.pid}; mpstat -P ALL 1`,
    }
  },
}

function culpritOf({ process, tid, comm, allowed }: Placed): Culprit {
  const start = process.stat.starttime
  return {
    kind: tid === process.pid ? 'process' : 'thread',
    key: `${process.pid}:${start}${tid === process.pid ? '' : `:${tid}`}`,
    name: `${comm} ${tid}`,
    share: `CPU ${allowed?.join(',') ?? ''} only`,
    drill: { view: 'process', page: 'threads', about: { pid: process.pid, start } },
  }
}
