import { numberOf, percentOf } from '../format.ts'
import { cpu } from '../model/cpu.ts'
import { type BusiestThread, busiestThread } from '../model/load/busiest-thread.ts'
import { type Demand, demand } from '../model/load/demand.ts'
import { acceptQueue, acceptQueueOf, listenSource } from '../model/sockets/queues.ts'
import { stat } from '../parse/stat.ts'
import type { Share } from '../units.ts'
import { noRate } from './parts/missing.ts'
import { threadCulprit } from './parts/thread-culprit.ts'
import { THREADS_ASKED } from './parts/threads-asked.ts'
import { count as amount, share } from './parts/told.ts'
import type { Evidence, LimitValues, Rule } from './rule.ts'

export const oneThread: Rule = {
  id: 'ONE-THREAD',
  title: 'one thread at its limit',
  help: 'One thread fills its CPU, the others of its program hardly work, and CPUs are idle: more CPUs do not help it. Harm is told by connections that wait for it. /proc/PID/task/TID/schedstat, /proc/stat.',
  resource: 'cpu',
  limits: {
    thread: { value: 90, unit: '%', why: 'of one CPU: a thread has no more to give, but for what the kernel takes' },
    exit: { value: 75, unit: '%', why: 'room for a third more work' },
    idle: {
      value: 50,
      unit: '%',
      why: 'of the CPUs beside its own: with less, the rest of the machine needs them',
    },
    others: { value: 20, unit: '%', why: 'of one CPU, its other threads together: the work is not split' },
  },
  window: 15,
  sources: () => cpu.sources,
  sign: (snapshot, limits) => {
    const known = demand(snapshot)
    return known !== null && isPossible(known, limits)
  },
  // Who holds which socket is asked only where a connection waits at all.
  dear: (samples) => ({
    sources: [listenSource],
    processes: {
      threads: 'all',
      active: ['schedstat'],
      everybody: samples && (acceptQueue(samples) ?? 0) > 0 ? ['sockets'] : [],
    },
  }),
  see(snapshot, limits) {
    const room = demand(snapshot)
    if (!room) return noRate(snapshot, stat, 'how busy CPUs are')
    const idle = share('all CPUs but one: idle', idleBeside(room), limits('idle'), '/proc/stat cpuN idle, iowait')
    if (!isPossible(room, limits))
      return {
        clear: true,
        evidence: [share('CPUs that work, together', room.busy, limits('thread'), '/proc/stat cpuN'), idle],
      }
    if (!snapshot.samples.before?.processes || !snapshot.samples.after.processes) return THREADS_ASKED
    const thread = busiestThread(snapshot, limits('exit') / 100)
    const alone = thread !== null && thread.others * 100 < limits('others')
    if (!thread || !alone) return { clear: true, evidence: [...told(thread, limits('thread')), idle] }
    const queue = acceptQueueOf(snapshot.samples, thread.process.pid) ?? 0
    const who = `${thread.stat.comm} ${thread.tid}`
    return {
      seen: queue > 0 ? 'warning' : 'info',
      hold: thread.cpus * 100 < limits('thread'),
      value: thread.cpus,
      says:
        `${queue > 0 ? `${numberOf(queue, 'connection waits', 'connections wait')} for ${thread.process.stat.comm}: its` : 'One'} thread ${who} uses ` +
        `${percentOf(thread.cpus)} of a CPU while ${percentOf(room.idle)} of all CPU time is idle.`,
      evidence: [
        ...told(thread, limits('thread')),
        idle,
        ...(queue > 0 ? [amount('connections that wait for it', queue, 0, 'sock_diag, listeners')] : []),
      ],
      culprits: [threadCulprit(thread, `${percentOf(thread.cpus)} of a CPU`)],
      scope: { pids: [thread.process.pid] },
      next: 'Run more workers or threads of it, or split its work; a faster CPU is the only other way.',
      caution: 'A program that polls on purpose looks the same, and more threads may only fight for a lock.',
      verify: `top -H -p ${thread.process.pid}`,
    }
  },
}

function isPossible(room: Demand, limits: LimitValues): boolean {
  return idleBeside(room) * 100 >= limits('idle') && room.busy * 100 >= limits('exit')
}

/** Of the time of all CPUs but one: on two CPUs a thread at its limit leaves no more than half of the machine idle. */
function idleBeside({ cpus, idle }: Demand): Share {
  return cpus > 1 ? Math.min(1, (idle * cpus) / (cpus - 1)) : 0
}

function told(thread: BusiestThread | null, limit: number): readonly Evidence[] {
  if (!thread) return [share('of a CPU: the busiest thread', null, limit, '/proc/PID/task/TID/schedstat')]
  const who = `${thread.stat.comm} ${thread.tid}`
  const from = '/proc/PID/task/TID/schedstat'
  return [
    share(`of a CPU: thread ${who}`, thread.cpus, limit, from),
    share('of a CPU: the other threads of its process', thread.others, null, from),
  ]
}
