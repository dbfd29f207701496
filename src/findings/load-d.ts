import { load as average, count as number, percentOf } from '../format.ts'
import { deviceSources, devices } from '../model/disks/devices.ts'
import { demand } from '../model/load/demand.ts'
import { load } from '../model/load/model.ts'
import { mayBeStuck, type Stuck, stuckThreads } from '../model/load/stuck.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { loadavg } from '../parse/loadavg.ts'
import { stat } from '../parse/stat.ts'
import { noRate } from './parts/missing.ts'
import { itWaits, mostWait, stuckCulprits, waitOf } from './parts/stuck-threads.ts'
import { allThreads, THREADS_ASKED } from './parts/threads-asked.ts'
import { count, events } from './parts/told.ts'
import type { Culprit, Evidence, LimitValues, Rule } from './rule.ts'

export const loadD: Rule = {
  id: 'LOAD-D',
  title: 'load of threads that are stuck',
  help: 'The load average counts threads in uninterruptible sleep (D) like those that run. Frozen ones do not count, kernel threads harm nobody by it, and one that is given a CPU again and again is served. kernel/sched/loadavg.c',
  resource: 'disks',
  limits: {
    threads: { value: 2, unit: '', why: 'threads in D: one alone is a slow reader' },
    per_cpu: { value: 0.5, unit: '', why: 'threads in D for each CPU: half of what a full machine has in its load' },
    served: { value: 20, unit: '/s', why: 'a thread that is given a CPU so often has its I/O done within 50 ms' },
    system: { value: 30, unit: '%', why: 'of all CPU time in the kernel: then the CPUs have their part in it' },
    busy: { value: 80, unit: '%', why: 'from there on CPU-SAT may hold too: the load is of both' },
  },
  window: 10,
  sources: () => [loadavg, stat],
  sign: mayBeStuck,
  dear: (samples) => {
    const threads = allThreads(samples)
    return { ...threads, sources: [...(threads.sources ?? []), ...deviceSources(samples)] }
  },
  see(snapshot, limits) {
    const { procsBlocked, averages, effective } = snapshot.get(load)
    if (procsBlocked === null || effective === null) return noRate(snapshot, stat, 'how many threads are blocked')
    const blocked = count(
      'threads that wait for block I/O',
      procsBlocked,
      limits('threads'),
      '/proc/stat procs_blocked',
    )
    const all = stuckThreads(snapshot)
    if (!all) return mayBeStuck(snapshot) ? THREADS_ASKED : { clear: true, evidence: [blocked] }
    const least = Math.max(limits('threads'), Math.ceil(effective.cpus * limits('per_cpu')))
    const waiting = all.filter(({ isVfork }) => !isVfork)
    const stuck = waiting.filter(({ slices }) => (slices ?? 0) < limits('served'))
    const isStuck = stuck.length >= least
    const others = typicalFirst(isStuck ? stuck : waiting, stuck)
    const parents = waiting.length >= least ? [] : all.filter(({ isVfork }) => isVfork)
    const who = [...others, ...parents]
    const evidence = [
      count('threads of programs in D', all.length, least, '/proc/PID/task/TID/stat state'),
      ...servedEvidence(who, limits('served')),
      blocked,
    ]
    if (all.length < least) return { clear: true, evidence }
    const [first] = others
    const isElsewhere = first !== undefined && ELSEWHERE.has(first.thread.cause)
    const held = first && !isElsewhere ? heldDevices(snapshot) : []
    return {
      seen: isStuck ? 'warning' : 'info',
      value: who.length,
      says: `${said(others, parents.length, held, stuck.length)}; the load is ${average(averages?.load1 ?? null)}${cpuWord(snapshot, limits)}.`,
      evidence,
      culprits: [...held, ...stuckCulprits(who)],
      scope: {
        pids: who.map(({ thread }) => thread.look.pid),
        ...(held.length > 0 && { devices: held.map(({ key }) => key) }),
      },
      ...adviceFor(first),
      verify: "ps -eLo pid,tid,state,wchan:32,comm | awk '$3 ~ /D/'",
    }
  },
}

const STUCK_ADVICE = {
  next: 'See in the load pane what each waits for, then look at that disk, mount or lock.',
  caution: 'Signals wait with a thread in D, KILL too; a restart of the machine loses what would tell the cause.',
}

/** No disk here is to blame, whatever it has on its way. */
const ELSEWHERE: ReadonlySet<string> = new Set(['d_reclaim', 'd_network_fs'])

const MEMORY_ADVICE = {
  ...STUCK_ADVICE,
  next: 'See in the load pane what each waits for, then look at the memory limit of its cgroup and at the memory of the machine.',
}

/** wait_for_vfork_done of kernel/fork.c is TASK_KILLABLE. */
const VFORK_ADVICE = {
  next: 'See why their child neither calls exec nor ends.',
  caution: 'KILL ends a parent at once, and its child goes on without it.',
}

function adviceFor(first: Stuck | undefined) {
  if (!first) return VFORK_ADVICE
  return first.thread.cause === 'd_reclaim' ? MEMORY_ADVICE : STUCK_ADVICE
}

/** Of those that are not served, where there are any, one that waits for what most wait for stands for all. */
function typicalFirst(all: readonly Stuck[], stuck: readonly Stuck[]): readonly Stuck[] {
  const among = stuck.length > 0 ? stuck : all
  const most = mostWait(among)
  const first = among.find((one) => waitOf(one) === most)
  return first ? [first, ...all.filter((one) => one !== first)] : all
}

/** A parent waits for its child and for nothing of the kernel: it is told behind all others. */
function said([first, ...more]: readonly Stuck[], parents: number, held: readonly Culprit[], stuck: number): string {
  const wait =
    parents === 1 ? 'a parent waits for its vfork child' : `${number(parents)} parents wait for their vfork child`
  if (!first) return `${wait.replace(/^a/, 'A')}, which counts as load`
  const name = `${first.thread.look.comm} ${first.thread.look.pid}`
  const isServed = stuck <= more.length
  const who =
    more.length === 0
      ? `${name} ${isServed ? 'waits' : 'is stuck'} in the kernel`
      : `${number(more.length + 1)} threads ${isServed ? 'wait' : 'are stuck'} in the kernel, ${name} first`
  const on = held.length > 0 ? ` on ${held.map((device) => device.name).join(', ')}` : ''
  return `${who}: ${itWaits(waitOf(first))}${on}${parents > 0 ? `, and ${wait}` : ''}`
}

function servedEvidence(who: readonly Stuck[], limit: number): readonly Evidence[] {
  const known = who.filter(({ slices }) => slices !== null)
  if (known.length === 0) return []
  const most = Math.max(...known.map(({ slices }) => slices ?? 0))
  return [events('of them the one that is given a CPU most often', most, limit, '/proc/PID/task/TID/schedstat slices')]
}

/** Suspended devices, else those with requests on their way. */
function heldDevices(snapshot: Snapshot): readonly Culprit[] {
  const all = snapshot.get(devices)
  const suspended = all.filter((device) => device.suspended)
  const busy = all
    .filter(({ now, kind }) => now.inFlight > 0 && kind !== 'part')
    .sort((a, b) => b.now.inFlight - a.now.inFlight)
  return (suspended.length > 0 ? suspended : busy).slice(0, 2).map((device) => ({
    kind: 'device',
    key: device.name,
    name: device.alias ?? device.name,
    share: device.suspended ? 'suspended' : `${number(device.now.inFlight)} requests on their way`,
    drill: { view: 'disks', page: 'devices', about: { device: device.name } },
  }))
}

/** Full CPUs are the other half of the load; while the kernel is busy nobody may say that CPUs have no part in it. */
function cpuWord(snapshot: Snapshot, limits: LimitValues): string {
  const now = demand(snapshot)
  if (!now) return ''
  if (now.shares.busy * 100 >= limits('busy'))
    return `, of which the CPUs have their part: they are ${percentOf(now.shares.busy)} busy`
  return now.shares.sys * 100 >= limits('system') ? '' : `, while CPUs are ${percentOf(now.idle)} idle`
}
