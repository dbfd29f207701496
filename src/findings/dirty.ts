import { bytesLong, bytesPerSecond } from '../format.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { writeback } from '../model/writeback/model.ts'
import { type OwnLimit, ownLimitSources, ownLimits } from '../model/writeback/own-limits.ts'
import { type HeldBack, heldBack } from '../model/writeback/victims.ts'
import { vmstat } from '../parse/vmstat.ts'
import type { Process } from '../sample/process.ts'
import { cgroupCulprit, culpritsOf, mostOf } from './parts/culprits.ts'
import { diskDear, ioStall, ioWriters, namesOf, sleepersInD, WAIT_SOURCES } from './parts/disks.ts'
import { notTold } from './parts/missing.ts'
import { THREADS_ASKED } from './parts/threads-asked.ts'
import { amount, count, flow } from './parts/told.ts'
import type { Culprit, LimitValues, Rule } from './rule.ts'

export const dirty: Rule = {
  id: 'DIRTY',
  title: 'writers are slowed down',
  help: 'Programs write faster than the disk takes it, so the kernel makes them pause (balance_dirty_pages): from half way between the background threshold and the limit on, or earlier by the limit of one device or cgroup. nr_dirty, nr_writeback and the thresholds of /proc/vmstat; Documentation/admin-guide/sysctl/vm.rst.',
  resource: 'disks',
  limits: {
    paced: { value: 100, unit: '% of (background + limit) / 2', why: 'from here on the kernel makes writers pause' },
    limit: { value: 95, unit: '% of the limit', why: 'pauses are as long as they get' },
    flow: { value: 1e6, unit: 'B/s', why: 'so much is made dirty before anybody could be made to pause for it' },
    waits: { value: 10, unit: '%', why: 'tasks wait for I/O: it is looked at whether they are writers that pause' },
  },
  window: 5,
  sources: () => [...writeback.sources, ...WAIT_SOURCES],
  sign: (snapshot, limits) => isSuspect(snapshot, limits),
  dear: (samples) => {
    const disks = diskDear(samples)
    const own = ownLimitSources(samples, sleepersInD(samples?.after.processes ?? null))
    return { ...disks, sources: [...(disks.sources ?? []), ...own] }
  },
  see: (snapshot, limits) => {
    const now = snapshot.get(writeback)
    const { waiting, background, freerun, limit } = now
    if (waiting === null || background === null || freerun === null || limit === null)
      return notTold(snapshot, vmstat, 'nr_dirty, nr_writeback and nr_dirty_threshold')
    const held = heldBack(snapshot)
    const paused = held?.paused ?? []
    const from = (limits('paced') / 100) * freerun
    const evidence = [
      amount('dirty and being written', waiting, from, '/proc/vmstat nr_dirty + nr_writeback'),
      count('threads made to pause', held ? paused.length : null, 1, '/proc/PID/task/TID/wchan balance_dirty_pages'),
      flow('made dirty', now.dirtiedPerSecond, null, '/proc/vmstat nr_dirtied'),
      flow('written', now.writtenPerSecond, null, '/proc/vmstat nr_written'),
    ]
    const isPaced = waiting >= from
    // A level below all thresholds clears nobody: a cgroup or device may have lower ones, which threads alone tell.
    if (!held && waiting < background && isSuspect(snapshot, limits)) return THREADS_ASKED
    if (!isPaced && paused.length === 0 && waiting < background) return { clear: true, evidence }
    // Between the two an episode goes on, and none begins.
    if (!isPaced && paused.length === 0 && (now.dirtiedPerSecond ?? 0) < limits('flow'))
      return { clear: true, evidence }
    const own = isPaced || paused.length === 0 ? [] : ownLimits(snapshot, writersOf(snapshot, paused))
    const blamed = ioWriters(snapshot)
    const victims = victimsOf(held)
    const isFull = waiting >= (limits('limit') / 100) * limit
    const drain = now.drain === null ? '' : `, ${Math.ceil(now.drain)} s of writing`
    return {
      seen: victims === null ? 'info' : isFull ? 'critical' : 'warning',
      hold: !isPaced && paused.length === 0,
      value: waiting,
      says: `${
        victims === null
          ? 'Writers are made to pause, and nobody else waits'
          : `${victims.names} ${victims.isOne ? 'waits' : 'wait'} behind data that is written`
      }: ${bytesLong(waiting)} are dirty${drain}${isPaced || paused.length === 0 ? '' : ownWord(own, from)}.${mostOf(blamed, 'Most is written by')}`,
      evidence: [
        ...evidence,
        ...own.map(({ name, waiting: some, from: pause, file }) => amount(`dirty in ${name}`, some, pause, file)),
        count('other threads that wait for storage', held?.behind.length ?? null, 1, '/proc/PID/task/TID/wchan'),
      ],
      culprits: [...own.slice(0, 1).map(limitCulprit), ...culpritsOf(blamed, bytesPerSecond)],
      scope: { pids: [...new Set([...paused, ...(held?.behind ?? [])].map(({ look }) => look.pid))] },
      next: 'Slow the writer down (ionice does not: use io.max of its cgroup, or its own rate limit); for short waits of others set a smaller vm.dirty_background_bytes and vm.dirty_bytes.',
      caution: 'A higher limit only puts it off: the wait at the end is longer.',
      verify: 'grep -E "nr_dirty|nr_writeback" /proc/vmstat',
    }
  },
}

/** `, far from the 200 MiB at which this machine makes writers pause: it is the limit of /backup.service, about 6.0 MiB`. */
function ownWord([first]: readonly OwnLimit[], from: number): string {
  const whose = first ? first.name : 'one device or cgroup'
  const size = first && first.from !== null ? `, about ${bytesLong(first.from)}` : ''
  return `, less than the ${bytesLong(from)} at which this machine makes writers pause: it is the limit of ${whose}${size}`
}

function limitCulprit({ kind, name, from }: OwnLimit): Culprit {
  const told = `may have about ${from === null ? 'a share of it' : bytesLong(from)} dirty`
  if (kind === 'cgroup') return cgroupCulprit(name, told)
  return { kind, key: name, name, share: told, drill: { view: 'disks', page: 'mounts', about: {} } }
}

function writersOf({ samples }: Snapshot, paused: HeldBack['paused']): readonly Process[] {
  const pids = new Set(paused.map(({ look }) => look.pid))
  return (samples.after.processes?.rows ?? []).filter(({ pid }) => pids.has(pid))
}

/** Others that wait, or writers of several processes that hold each other up; null: at most one copier, who does it to itself. */
function victimsOf(held: HeldBack | null): { readonly names: string; readonly isOne: boolean } | null {
  if (!held) return null
  const writers = new Set(held.paused.map(({ look }) => look.pid))
  const who = held.behind.length > 0 ? held.behind : writers.size > 1 ? held.paused : []
  const names = namesOf(who)
  return names === null ? null : { names, isOne: new Set(who.map(({ look }) => look.pid)).size === 1 }
}

/** Also below all thresholds: one device or cgroup has a limit of its own. */
function isSuspect(snapshot: Snapshot, limits: LimitValues): boolean {
  const { waiting, background, dirtiedPerSecond } = snapshot.get(writeback)
  if (waiting !== null && background !== null && waiting >= background) return true
  return (dirtiedPerSecond ?? 0) >= limits('flow') && (ioStall(snapshot) ?? 0) * 100 >= limits('waits')
}
