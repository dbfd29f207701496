import { bytesLong, percentOf, count as whole } from '../format.ts'
import { type MemoryGroup, memoryGroupSources, memoryGroups } from '../model/cgroups/memory-groups.ts'
import { kills as killsIn, type Kill as LoggedKill } from '../model/kernel-log/kills.ts'
import { kernelLog, kernelLogSource } from '../model/kernel-log/log.ts'
import { logNow, logNowSources } from '../model/kernel-log/now.ts'
import { largestEnded, ownPages } from '../model/memory/vanished.ts'
import { memory } from '../model/memory.ts'
import { reclaim } from '../model/reclaim/model.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { counters } from '../model/vmstat.ts'
import { vmstat } from '../parse/vmstat.ts'
import { seconds } from '../rates.ts'
import { valueOf } from '../source.ts'
import type { Nanos } from '../units.ts'
import { cgroupCulprit, processCulprit } from './parts/culprits.ts'
import { deepest, splitOf } from './parts/memory-group.ts'
import { noRate } from './parts/missing.ts'
import { count, events, share } from './parts/told.ts'
import type { Culprit, Rule } from './rule.ts'

/** A quarter of an hour: who comes to see why a program is gone comes later. */
const STAYS = 900

/** `kept`: the last kill, whose place may still come to light, and how many there were since the first. */
interface Kill {
  readonly at: Nanos
  readonly kills: number
  readonly named: boolean
  readonly who: Victim
}

interface Victim {
  readonly words: string
  readonly process: Culprit | null
  /** What the kernel log says of it. */
  readonly logged: LoggedKill | null
}

export const oomKill: Rule<Kill> = {
  id: 'OOM-KILL',
  title: 'killed for want of memory',
  help: 'The kernel killed a program because the machine, or a cgroup at its limit, had no memory left. oom_kill of /proc/vmstat and of memory.events; mm/oom_kill.c.',
  resource: 'memory',
  limits: {
    kills: { value: 1, unit: '', why: 'a single kill is the loss of a program' },
    available: {
      value: 10,
      unit: '%',
      why: 'with more memory available the machine was not short: a cgroup was at its limit',
    },
    search: {
      value: 10,
      unit: 's',
      why: 'cgroups are listed depth by depth: so long they are looked through after a kill',
    },
  },
  window: 0,
  latch: STAYS,
  sources: () => [...memory.sources, ...reclaim.sources],
  sign: (snapshot) => (snapshot.get(counters).perSecond('oom_kill') ?? 0) > 0,
  dear: (samples) => ({ sources: [...memoryGroupSources(samples), kernelLogSource(samples), ...logNowSources] }),
  see: (snapshot, limits, kept) => {
    const grown = snapshot.get(counters).perSecond('oom_kill')
    const { total } = snapshot.get(reclaim).oomKills
    if (grown === null) return noRate(snapshot, vmstat, 'oom_kill')
    const { at } = snapshot.samples.after
    const kills = Math.round(grown * (snapshot.get(counters).interval ?? 0))
    const isNew = kills >= limits('kills')
    const earlier = kept !== null && seconds(kept.at, at) < STAYS ? kept.kills : 0
    const last = isNew ? { at, kills: earlier + kills, named: false, who: victimOf(snapshot) } : kept
    const isRecent = last !== null && seconds(last.at, at) <= limits('search')
    const logged = isRecent ? (last.who.logged ?? lastLogged(snapshot)) : null
    const isTold = logged !== null && last?.who.logged === null
    const kill = last && isTold ? { ...last, who: victimOf(snapshot) } : last
    const room = availableOf(snapshot)
    const isRoomy = room !== null && room * 100 >= limits('available')
    const groups = isRecent && kill?.named === false ? killedIn(snapshot, isRoomy) : []
    const since = count('kills since boot', total, null, '/proc/vmstat oom_kill')
    const killed = count('kills', kills, limits('kills'), '/proc/vmstat oom_kill')
    if (!kill || !(isNew || isTold || groups.length > 0)) return { clear: true, evidence: [killed, since], kept: kill }
    const isCgroup = groups.length > 0 || (logged ? logged.constraint === 'MEMCG' : isRoomy)
    const paths = groups.length > 0 ? groups.map(({ path }) => path) : logged?.limitOf ? [logged.limitOf] : []
    return {
      seen: 'critical',
      value: kill.kills,
      says: `The kernel killed ${kill.kills === 1 ? 'a program' : `${whole(kill.kills)} programs`}${kill.who.words}, because ${why(groups, logged?.limitOf ?? null, isCgroup, room)}.`,
      evidence: [
        { ...killed, seen: kill.kills },
        since,
        share('memory available now', room, limits('available'), '/proc/meminfo MemAvailable'),
        events('programs that had to free memory', snapshot.get(reclaim).stalls, null, '/proc/vmstat allocstall_*'),
      ],
      culprits: [
        ...paths.map((path) => cgroupCulprit(path, shareOf(groups, path))),
        ...(kill.who.process ? [kill.who.process] : []),
      ],
      scope: paths.length > 0 ? { cgroups: paths } : {},
      next: isCgroup
        ? 'Raise the memory limit of the cgroup, or fix what fills it; tmpfs files count in it too.'
        : 'Find who holds the memory and limit it, or add memory or swap.',
      caution: 'oom_score_adj −1000 only moves the kill to another program.',
      verify: 'dmesg -T | grep -iE "out of memory|oom-kill"',
      // Once the place is known there is nothing more to say of it.
      kept: { ...kill, named: groups.length > 0 },
    }
  },
}

/** Those that counted a kill since the last look; else, where the machine itself was not short, the only one that ever did. */
function killedIn(snapshot: Snapshot, isRoomy: boolean): readonly MemoryGroup[] {
  const { groups } = snapshot.get(memoryGroups)
  const now = deepest(groups.filter(({ kills }) => (kills ?? 0) > 0))
  const ever = deepest(groups.filter(({ killed }) => (killed ?? 0) > 0))
  return now.length > 0 ? now : isRoomy && ever.length === 1 ? ever : []
}

function why([group]: readonly MemoryGroup[], path: string | null, isCgroup: boolean, room: number | null): string {
  if (!group && path !== null) return `cgroup ${path} was at its limit`
  if (!group)
    return isCgroup
      ? `a cgroup was at its limit: the machine itself has ${percentOf(room)} available`
      : 'the machine had no memory left'
  const limit = group.limit !== null && group.limit < Number.POSITIVE_INFINITY ? ` of ${bytesLong(group.limit)}` : ''
  const split = filled(group)
  return `cgroup ${group.path} was at its limit${limit}${split ? ` (still ${split})` : ''}`
}

/** Programs end all the time; one that is smaller is hardly what the kernel chose. */
const LEAST_VICTIM = 16 * 2 ** 20
/** The line in the log may be a little older than the counter that was read. */
const LOGGED = 10

/** Who it was the kernel log says, where it is read; else most likely the largest that ended since the last look. */
function victimOf(snapshot: Snapshot): Victim {
  const said = lastLogged(snapshot)
  if (said) {
    const process: Culprit = { kind: 'process', key: `${said.pid}:`, name: `${said.comm} ${said.pid}`, share: 'killed' }
    return { words: `, ${said.comm} ${said.pid}`, process, logged: said }
  }
  const gone = largestEnded(snapshot.samples)
  const own = gone ? ownPages(gone) * snapshot.facts.pageSize : 0
  if (!gone || own < LEAST_VICTIM) return { words: '', process: null, logged: null }
  const size = bytesLong(own)
  return {
    words: `, most likely ${gone.stat.comm} ${gone.pid} (${size})`,
    process: processCulprit(gone, `most likely killed, had ${size}`),
    logged: null,
  }
}

/** Only what the kernel itself said counts: programs may write to the log too. */
function lastLogged(snapshot: Snapshot): LoggedKill | null {
  const log = valueOf(kernelLog(snapshot))
  const now = logNow(snapshot)
  if (now === null) return null
  const own = log?.entries.filter(({ facility, at }) => facility === 0 && now - at <= LOGGED) ?? []
  return killsIn({ entries: own, lost: 0 }).at(-1) ?? null
}

function availableOf(snapshot: Snapshot): number | null {
  const now = snapshot.get(memory)
  return now === null || now.available === null ? null : now.available / now.total
}

function shareOf(groups: readonly MemoryGroup[], path: string): string {
  const group = groups.find((one) => one.path === path)
  return (group && filled(group)) || 'at its limit'
}

/** What was killed is gone from it; only where much is left does that say what filled it. */
function filled(group: MemoryGroup): string {
  return (group.usage ?? 0) * 2 >= (group.limit ?? 0) ? splitOf(group) : ''
}
