import { bytesLong, count as number } from '../format.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { acceptQueue, listenSource } from '../model/sockets/queues.ts'
import { type Stopped, stoppedOwners, stoppedSources } from '../model/sockets/stopped.ts'
import { sockstat } from '../parse/net/sockstat.ts'
import { reading } from '../sample/sample.ts'
import { isMissing, type Missing, valueOf } from '../source.ts'
import { cgroupCulprit, processCulprit } from './parts/culprits.ts'
import { notTold } from './parts/missing.ts'
import { count } from './parts/told.ts'
import type { Culprit, LimitValues, Rule } from './rule.ts'

export const stopped: Rule = {
  id: 'STOPPED',
  title: 'a stopped program that others wait for',
  help: 'A program was stopped by a signal (T), by a debugger (t), or frozen with its cgroup, and there are connections or data in its sockets that it does not take. One without a queue is left alone: jobs are stopped on purpose. /proc/PID/stat, sock_diag, cgroup.freeze.',
  resource: 'network',
  limits: {
    few: { value: 500, unit: '', why: 'so few connections cost nothing to look at' },
    buffered: { value: 8, unit: 'pages', why: 'in buffers of all sockets: 32 KiB that nobody has taken yet' },
    waiting: {
      value: 1,
      unit: '',
      why: 'stopped programs with something in a queue: one is enough, it never moves by itself',
    },
  },
  window: 10,
  every: 5,
  sources: () => [listenSource, sockstat],
  sign: (snapshot, limits) => mayWait(snapshot, limits),
  dear: (samples) => ({
    sources: stoppedSources(samples),
    processes: { everybody: ['sockets', 'cgroup'] },
  }),
  see(snapshot, limits) {
    const { samples } = snapshot
    const states = samples.after.processes?.tally.states
    const waiting = acceptQueue(samples)
    if (waiting === null) return notTold(snapshot, listenSource, 'the queues of listeners')
    const evidence = [
      count('connections that wait in listeners', waiting, null, 'sock_diag'),
      ...(states ? [count('stopped processes', states.T + states.t, null, '/proc/PID/stat state T, t')] : []),
    ]
    if (!states) return mayWait(snapshot, limits) ? ASKED : { clear: true, evidence }
    const found = stoppedOwners(snapshot)
    if (isMissing(found)) return found
    const queued = count(
      'of them with something in a queue',
      found.length,
      limits('waiting'),
      'sock_diag; /proc/PID/fd',
    )
    const [first] = found
    if (!first || found.length < limits('waiting')) return { clear: true, evidence: [queued, ...evidence] }
    const { process, queue } = first
    const holds =
      queue.connections > 0 ? `${number(queue.connections)} connections` : `${bytesLong(queue.bytes)} of data`
    return {
      seen: queue.connections > 0 ? 'critical' : 'warning',
      value: queue.connections > 0 ? queue.connections : queue.bytes,
      says: `${holds} wait on port ${queue.port} for ${process.stat.comm} ${process.pid}, which ${WHY[first.by]}${first.cgroup ? ` ${first.cgroup}` : ''}.`,
      evidence: [queued, ...evidence],
      culprits: found.slice(0, 3).flatMap(culpritsOf),
      scope: { pids: found.map((one) => one.process.pid), ...(first.cgroup && { cgroups: [first.cgroup] }) },
      next:
        first.by === 'frozen'
          ? `Thaw the cgroup: echo 0 > cgroup.freeze (v1: THAWED > freezer.state) in ${first.cgroup}.`
          : first.by === 'tracer'
            ? 'Let the debugger go on or detach it: TracerPid in /proc/PID/status says who it is.'
            : `Let it go on: kill -CONT ${process.pid}.`,
      caution: 'See first who stopped it, and why.',
      verify: `ss -tnlp; ps -o pid,stat,wchan,comm -p ${process.pid}`,
    }
  },
}

/** Connections that wait to be accepted, or data in the buffers of few connections: in those of many there is always some. */
function mayWait({ samples }: Snapshot, limits: LimitValues): boolean {
  if ((acceptQueue(samples) ?? 0) > 0) return true
  const sockets = valueOf(reading(samples.after, sockstat))
  const [open, pages] = [sockets?.get('TCP.inuse') ?? 0, sockets?.get('TCP.mem') ?? 0]
  return open > 0 && open <= limits('few') && pages >= limits('buffered')
}

const ASKED: Missing = {
  missing: 'pending',
  source: '/proc/PID/stat',
  why: 'processes and their sockets are looked at from now on: the next sample tells',
  remedy: null,
}

const WHY: Readonly<Record<Stopped['by'], string>> = {
  signal: 'was stopped by a signal (T)',
  tracer: 'a debugger holds (t)',
  frozen: 'is frozen with its cgroup',
}

function culpritsOf({ process, queue, cgroup }: Stopped): readonly Culprit[] {
  const own = processCulprit(
    process,
    queue.connections > 0 ? `${number(queue.connections)} connections` : bytesLong(queue.bytes),
  )
  return cgroup === null ? [own] : [cgroupCulprit(cgroup, 'frozen'), own]
}
