import { bytesLong, numberOf } from '../format.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { acceptQueue, listenSource, queueSource } from '../model/sockets/queues.ts'
import {
  asksOwners,
  isWaiting,
  type Stopped,
  stoppedOwners,
  stoppedSources,
  waitingIn,
} from '../model/sockets/stopped.ts'
import { snmp } from '../parse/net/snmp.ts'
import { sockstat } from '../parse/net/sockstat.ts'
import { reading } from '../sample/sample.ts'
import { isMissing, type Missing, valueOf } from '../source.ts'
import { cgroupCulprit, processCulprit } from './parts/culprits.ts'
import { notTold } from './parts/missing.ts'
import { countersOf, isDumpCheap, noCounter } from './parts/network.ts'
import { count } from './parts/told.ts'
import type { Clear, Culprit, LimitValues, Rule } from './rule.ts'

const FEW = 500

export const stopped: Rule = {
  id: 'STOPPED',
  title: 'a stopped program that others wait for',
  help: 'A program was stopped by a signal (T), by a debugger (t), or frozen with its cgroup, and there are connections or data in its sockets that it does not take. One without a queue is left alone: jobs are stopped on purpose. /proc/PID/stat, sock_diag, cgroup.freeze.',
  resource: 'network',
  namespaced: true,
  limits: {
    few: { value: FEW, unit: '', why: 'so few connections cost nothing to look at' },
    buffered: { value: 8, unit: 'pages', why: 'in buffers of all sockets: 32 KiB that nobody has taken yet' },
    waiting: {
      value: 1,
      unit: '',
      why: 'stopped programs with something in a queue: one is enough, it never moves by itself',
    },
  },
  window: 10,
  every: 5,
  sources: () => [listenSource, sockstat, snmp],
  sign: (snapshot, limits) => waits(snapshot, limits) || (isElsewhere(snapshot) && mayWait(snapshot)),
  dear: (samples) => ({
    sources: stoppedSources(samples),
    ...(asksOwners(samples, FEW) && { processes: { everybody: ['sockets', 'cgroup'] } }),
  }),
  see(snapshot, limits) {
    const { samples } = snapshot
    const states = samples.after.processes?.tally.states
    const waiting = acceptQueue(samples) ?? waitingIn(samples)?.connections ?? null
    if (waiting === null) return unread(snapshot)
    const evidence = [
      count('connections that wait in listeners', waiting, null, 'sock_diag'),
      ...(states ? [count('stopped processes', states.T + states.t, null, '/proc/PID/stat state T, t')] : []),
    ]
    if (!states) return waits(snapshot, limits) ? ASKED : { clear: true, evidence }
    const found = stoppedOwners(snapshot)
    if (isMissing(found)) return found
    const queued = count(
      'stopped programs with something in a queue',
      found.length,
      limits('waiting'),
      'sock_diag; /proc/PID/fd',
    )
    const [first] = found
    if (!first || found.length < limits('waiting')) return { clear: true, evidence: [queued, ...evidence] }
    const { process, queue } = first
    const holds =
      queue.connections > 0
        ? numberOf(queue.connections, 'connection waits', 'connections wait')
        : `${bytesLong(queue.bytes)} of data wait`
    return {
      seen: queue.connections > 0 ? 'critical' : 'warning',
      value: queue.connections > 0 ? queue.connections : queue.bytes,
      says: `${holds} on port ${queue.port} for ${process.stat.comm} ${process.pid}, which ${WHY[first.by]}${first.cgroup ? ` ${first.cgroup}` : ''}.`,
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
function waits(snapshot: Snapshot, limits: LimitValues): boolean {
  const { samples } = snapshot
  if (isElsewhere(snapshot)) {
    const waiting = waitingIn(samples)
    return waiting !== null && isWaiting(waiting, limits('few'))
  }
  if ((acceptQueue(samples) ?? 0) > 0) return true
  const sockets = valueOf(reading(samples.after, sockstat))
  const [open, pages] = [sockets?.get('TCP.inuse') ?? 0, sockets?.get('TCP.mem') ?? 0]
  return open > 0 && open <= limits('few') && pages >= limits('buffered')
}

/** Listeners are read at every look where that is cheap; and the pages of sockstat are those of the whole machine. */
function isElsewhere(snapshot: Snapshot): boolean {
  return acceptQueue(snapshot.samples) === null && !isDumpCheap(snapshot)
}

/**
 * A queue grows by what comes; at the first look nobody knows what came, nor where the sockets could not be read. Connections that
 * nobody has accepted yet are open too.
 */
function mayWait(snapshot: Snapshot): boolean {
  const { now, perSecond } = countersOf(snapshot)
  const isRefused = snapshot.samples.after.files.has(queueSource.path) && !waitingIn(snapshot.samples)
  return (now('TcpCurrEstab') ?? 0) > 0 && (isRefused || (perSecond('TcpInSegs') ?? 1) > 0)
}

/** No sockets were read: elsewhere nothing may have asked for them. */
function unread(snapshot: Snapshot): Clear | Missing {
  if (!isElsewhere(snapshot)) return notTold(snapshot, listenSource, 'the queues of listeners')
  const open = countersOf(snapshot).now('TcpCurrEstab')
  if (open === null) return noCounter(snapshot, 'TcpCurrEstab')
  if (mayWait(snapshot)) return notTold(snapshot, queueSource, 'the queues of sockets')
  return { clear: true, evidence: [count('connections open', open, null, '/proc/net/snmp Tcp CurrEstab')] }
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
    queue.connections > 0 ? numberOf(queue.connections, 'connection') : bytesLong(queue.bytes),
  )
  return cgroup === null ? [own] : [cgroupCulprit(cgroup, 'frozen'), own]
}
