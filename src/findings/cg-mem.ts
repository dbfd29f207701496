import { bytesLong, percentOf } from '../format.ts'
import {
  type MemoryGroup,
  memoryGroupSources,
  memoryGroups,
  memoryGroupsLookedAt,
} from '../model/cgroups/memory-groups.ts'
import { type Turns, turnOf, turnsAfter } from '../model/cgroups/turns.ts'
import { reclaim } from '../model/reclaim/model.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { memoryPressure } from '../parse/pressure.ts'
import { vmstat } from '../parse/vmstat.ts'
import { seconds } from '../rates.ts'
import { shellWord } from '../shell-word.ts'
import type { Nanos } from '../units.ts'
import { notAll, toldOfLeft } from './parts/cgroups-left.ts'
import { cgroupCulprit } from './parts/culprits.ts'
import { deepest, splitOf } from './parts/memory-group.ts'
import { noRate } from './parts/missing.ts'
import { memoryStall, STALL_FROM } from './parts/stall.ts'
import { amount, count, flow, share } from './parts/told.ts'
import type { Evidence, LimitValues, Rule, Severity } from './rule.ts'

/** Where a process was killed, and when that was seen. */
interface Kill {
  readonly path: string
  readonly at: Nanos
}

interface Kept {
  /** When somebody last waited for memory, or a limit was reclaimed for. */
  readonly signed: Nanos | null
  readonly kill: Kill | null
  /** Where there are too many groups for one look. */
  readonly turns: Turns | null
}

/** Seconds after that in which the cgroups are still read. */
const LOOKED_AT = 10

export const cgMem: Rule<Kept> = {
  id: 'CG-MEM',
  title: 'cgroup at its memory limit',
  help: 'A cgroup (container, unit) has reached its memory limit: it reclaims its own pages over and over, is slowed (memory.high), or loses processes. memory.events, memory.current and memory.pressure of the cgroup; v1: memory.failcnt. Of more than 2,000 cgroups each has its turn, and those in trouble stay in sight. Documentation/admin-guide/cgroup-v2.rst.',
  resource: 'limits',
  limits: {
    full: {
      value: 95,
      unit: '%',
      why: 'of the limit, without cache that was not used lately: hardly anything is left to reclaim',
    },
    near: {
      value: 90,
      unit: '%',
      why: 'it runs into its limit with what it uses; below, it is page cache alone that does, which is healthy',
    },
    stall: { value: 10, unit: '%', why: 'its tasks wait for memory in a tenth of the time' },
    high: { value: 20, unit: '%', why: 'memory.high slows on purpose: so much of it hurts' },
    sign: { value: 1, unit: '%', why: 'somebody waits for memory: worth a look at the cgroups' },
    killed: { value: 60, unit: 's', why: 'what lost a process is likely to lose the next' },
  },
  window: 10,
  sources: () => [...reclaim.sources, memoryPressure],
  sign,
  dear: (samples, kept) => ({ sources: memoryGroupSources(samples, turnOf(kept?.turns)) }),
  see: (snapshot, limits, kept) => {
    const own = cgroupReclaim(snapshot)
    const { some, missing } = memoryStall(snapshot)
    const machine = [
      flow('freed because of cgroup limits', own, 0, '/proc/vmstat pgscan_anon + pgscan_file − pgscan_*'),
      share('time tasks waited for memory', some, limits('sign'), STALL_FROM),
    ]
    const { at } = snapshot.samples.after
    const signed = sign(snapshot, limits) ? at : (kept?.signed ?? null)
    // At rest the cgroups are not even walked through.
    if (signed === null || seconds(signed, at) > LOOKED_AT) {
      const isPending = own === null && (ofCgroups(snapshot)?.told ?? false)
      if (isPending) return noRate(snapshot, vmstat, 'pgscan_anon and pgscan_file')
      return { clear: true, evidence: machine, kept: { signed, kill: kept?.kill ?? null, turns: null } }
    }
    const { groups, pending } = snapshot.get(memoryGroups)
    const lookedAt = memoryGroupsLookedAt(snapshot.samples, turnOf(kept?.turns))
    const worst = worstOf(groups, limits)
    const troubled = lookedAt ? inTrouble(groups, limits) : []
    const turns = turnsAfter(kept?.turns ?? null, lookedAt !== null, snapshot.samples, troubled)
    const killed = worst && (worst.group.kills ?? 0) > 0 ? { path: worst.group.path, at } : (kept?.kill ?? null)
    const recent = killed !== null && seconds(killed.at, at) < limits('killed') ? killed : null
    const remember: Kept = { signed, kill: recent, turns }
    if (!worst) {
      // What stays in sight was looked at, and is well again.
      if (lookedAt && kept?.turns?.troubled.size)
        return { clear: true, evidence: [...machine, ...toldOfLeft(lookedAt, FOLDERS)], kept: remember }
      if (lookedAt) return notAll(lookedAt, 'memory.events', remember)
      if (groups.length > 0 && groups.every(({ hits }) => hits !== null))
        return { clear: true, evidence: machine, kept: remember }
      if (missing && own === null) return missing
      return {
        missing: pending || groups.length > 0 ? 'pending' : 'absent',
        source: 'memory.events',
        why: pending || groups.length > 0 ? 'the cgroups are being read' : 'no cgroup with a memory limit is in sight',
        remedy: null,
      }
    }
    const { group, severity } = worst
    const used = usedShare(group)
    const wait = group.stalled === null ? '' : `; its tasks wait ${percentOf(group.stalled)} of the time`
    const split = splitOf(group)
    const files = group.version === 2 ? ['memory.events'] : ['memory.failcnt', 'memory.oom_control']
    return {
      seen: recent?.path === group.path ? 'critical' : severity,
      value: (used ?? 0) * 100,
      says: `${group.path} ${saysLimit(group, severity)}${split ? `: ${split}` : ''}${wait}.`,
      evidence: [...evidenceOf(group, used, limits), ...machine, ...toldOfLeft(lookedAt, FOLDERS)],
      culprits: [cgroupCulprit(group.path, split || bytesLong(group.usage))],
      scope: { cgroups: [group.path] },
      next: 'Raise its limit, or find what grows in it: its processes, and files in tmpfs (/dev/shm, emptyDir) which count too.',
      caution: 'A limit may be meant: page cache alone at the limit does no harm.',
      verify: `cat ${files.map((file) => shellWord(`${group.folder}/${file}`)).join(' ')}`,
      kept: remember,
    }
  },
}

const FOLDERS = 'folders of cgroupfs'

/** Reclaim for a limit, or somebody who waits for memory; where neither is told, the cgroups have to be looked at. */
function sign(snapshot: Snapshot, limits: LimitValues): boolean {
  const { some } = memoryStall(snapshot)
  const own = cgroupReclaim(snapshot)
  if (own === null && some === null) return true
  const killed = (snapshot.get(reclaim).oomKills.perSecond ?? 0) > 0
  return killed || (own ?? 0) > 0 || (some ?? 0) * 100 >= limits('sign')
}

function cgroupReclaim(snapshot: Snapshot): number | null {
  return ofCgroups(snapshot)?.scanned ?? null
}

function ofCgroups(snapshot: Snapshot) {
  return snapshot.get(reclaim).reclaimers.find(({ key }) => key === 'cgroup') ?? null
}

/** The worst first. */
const ORDER: readonly Severity[] = ['critical', 'warning', 'info']

function worstOf(all: readonly MemoryGroup[], limits: LimitValues) {
  const found = all.flatMap((group) => {
    const severity = severityOf(group, limits)
    return severity ? [{ group, severity }] : []
  })
  const severity = ORDER.find((one) => found.some((other) => other.severity === one))
  const [group] = deepest(found.filter((one) => one.severity === severity).map((one) => one.group)).toSorted(
    (a, b) => (b.stalled ?? 0) - (a.stalled ?? 0) || (usedShare(b) ?? 0) - (usedShare(a) ?? 0),
  )
  return group && severity ? { group, severity } : null
}

/** The worst first. */
function inTrouble(groups: readonly MemoryGroup[], limits: LimitValues): readonly string[] {
  const found = groups.map((group) => ({ path: group.path, severity: severityOf(group, limits) }))
  return ORDER.flatMap((one) => found.filter(({ severity }) => severity === one).map(({ path }) => path))
}

function severityOf(group: MemoryGroup, limits: LimitValues): Severity | null {
  const { hits, highs, kills, stalled } = group
  const used = (usedShare(group) ?? 0) * 100
  if ((kills ?? 0) > 0) return 'critical'
  const waits = stalled === null ? null : stalled * 100 >= limits('stall')
  if ((highs ?? 0) > 0 && stalled !== null && stalled * 100 >= limits('high')) return 'warning'
  if ((hits ?? 0) > 0) return waits || used >= limits('near') ? 'warning' : 'info'
  if (used >= limits('full')) return waits ? 'warning' : 'info'
  return null
}

/** Of its limit, what it uses without idle cache. Null: no limit, or not told. */
function usedShare({ workingSet, usage, limit }: MemoryGroup): number | null {
  const used = workingSet ?? usage
  return used === null || limit === null || limit <= 0 || limit === Number.POSITIVE_INFINITY ? null : used / limit
}

function saysLimit(group: MemoryGroup, severity: Severity): string {
  const bounded = group.limit !== null && group.limit < Number.POSITIVE_INFINITY
  const limit = bounded ? ` of ${bytesLong(group.limit)}` : ''
  if ((group.kills ?? 0) > 0) return `lost a process at its memory limit${limit}`
  if ((group.hits ?? 0) > 0) {
    return severity === 'info' ? `is at its memory limit${limit} with page cache` : `runs into its memory limit${limit}`
  }
  return (group.highs ?? 0) > 0
    ? `is slowed by memory.high of ${bytesLong(group.high)}`
    : `has nearly used its memory limit${limit}`
}

function evidenceOf(group: MemoryGroup, used: number | null, limits: LimitValues): readonly Evidence[] {
  const from = (file: string) => `${file} of ${group.path}`
  const isOld = group.version === 1
  return [
    share(
      'of its limit used, without idle cache',
      used,
      limits('full'),
      from(isOld ? 'memory.usage_in_bytes' : 'memory.current'),
    ),
    amount('its limit', group.limit, null, from(isOld ? 'memory.limit_in_bytes' : 'memory.max')),
    count('ran into it since the last look', group.hits, 0, from(isOld ? 'memory.failcnt' : 'memory.events max')),
    count('kills since the last look', group.kills, 0, from(isOld ? 'memory.oom_control' : 'memory.events oom_kill')),
    share('time its tasks waited for memory', group.stalled, limits('stall'), from('memory.pressure some avg10')),
  ]
}
