import { percentOf } from '../format.ts'
import { pressure, type Stalled, type StallShares } from '../model/load/pressure.ts'
import { memoryThreads } from '../model/reclaim/kswapd.ts'
import { both, reclaim } from '../model/reclaim/model.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { cpuPressure, ioPressure, memoryPressure } from '../parse/pressure.ts'
import { seconds } from '../rates.ts'
import { reading } from '../sample/sample.ts'
import { isMissing, valueOf } from '../source.ts'
import type { Nanos, Seconds, Share } from '../units.ts'
import { share } from './parts/told.ts'
import type { Evidence, LimitValues, Rule, Severity } from './rule.ts'

interface Kind {
  readonly of: Stalled['resource']
  readonly which: 'some' | 'full'
  readonly limit: string
  /** Null: by itself it is no more than a word of it; the rules of that resource say who is harmed. */
  readonly critical: string | null
}

const KINDS: readonly Kind[] = [
  { of: 'memory', which: 'full', limit: 'memory_full', critical: 'memory_full_critical' },
  { of: 'memory', which: 'some', limit: 'memory_some', critical: 'memory_some_critical' },
  { of: 'cpu', which: 'some', limit: 'cpu_some', critical: null },
  { of: 'io', which: 'full', limit: 'io_full', critical: null },
  { of: 'io', which: 'some', limit: 'io_some', critical: null },
]

/** When memory was short last: what follows in its wake is another matter, and no part of that episode. */
interface Kept {
  readonly memoryAt: Nanos
}

const WINDOW: Seconds = 10
/** Bytes a second: less of what is in use is read again at any time. */
const RESTORED = 1e6

export const psi: Rule<Kept> = {
  id: 'PSI',
  title: 'pressure',
  help: 'Part of the time in which some tasks, or all that were not idle (full), stood still for want of CPU, memory or disks. Memory stall is harm at once; one program that writes fills io, and a build fills cpu, so that those say no more than where to look. /proc/pressure; Documentation/accounting/psi.rst',
  resource: 'kernel',
  limits: {
    memory_some: { value: 10, unit: '%', why: 'programs stand still for memory: a healthy machine has 0' },
    memory_some_critical: { value: 30, unit: '%', why: 'a third of the time somebody frees memory instead of working' },
    memory_full: { value: 2, unit: '%', why: 'nobody at all works in that time' },
    memory_full_critical: { value: 10, unit: '%', why: 'a tenth of all work is lost' },
    cpu_some: { value: 40, unit: '%', why: 'a build with one job more than CPUs has 37' },
    io_some: { value: 40, unit: '%', why: 'one program that reads or writes without pause reaches 45' },
    io_full: { value: 20, unit: '%', why: 'everybody that has work waits for disks' },
    exit: { value: 50, unit: '%', of: 'each', why: 'of the entry' },
  },
  window: WINDOW,
  sources: () => [...pressure.sources, ...reclaim.sources],
  sign: (snapshot, limits) => {
    const stall = stallOf(snapshot.get(pressure), { of: 'memory', which: 'some' })
    return stall !== null && (stall.now ?? stall.avg10) * 100 * 2 >= limits('memory_some')
  },
  dear: () => ({ processes: {} }),
  see(snapshot, limits, kept) {
    const work = kswapdWork(snapshot)
    const all = withoutWork(snapshot.get(pressure), work)
    const [first] = all
    if (all.every(({ missing }) => missing) && first?.missing) return first.missing
    const evidence = KINDS.flatMap((kind) => told(all, kind, limits))
    const [worst] = KINDS.flatMap((kind) => {
      const stall = stallOf(all, kind)
      const seen = stall ? (stall.now ?? stall.avg10) : 0
      const weight = (seen * 100) / limits(kind.limit)
      return stall && weight * 100 >= limits('exit') ? [{ kind, seen, weight }] : []
    }).sort(
      (a, b) =>
        Number(b.kind.critical !== null && b.weight >= 1) - Number(a.kind.critical !== null && a.weight >= 1) ||
        b.weight - a.weight,
    )
    const { at } = snapshot.samples.after
    const memoryAt = worst?.kind.of === 'memory' ? at : (kept?.memoryAt ?? null)
    const keep = memoryAt === null ? {} : { kept: { memoryAt } }
    // An episode ends after two windows; what is worst of it stays said until then.
    const isWake = worst?.kind.of !== 'memory' && memoryAt !== null && seconds(memoryAt, at) <= 2.5 * WINDOW
    if (!worst || isWake) return { clear: true, evidence, ...keep }
    const { kind, seen, weight } = worst
    const whole = kind.which === 'full' ? 'nobody that had work could go on' : 'some task stood still'
    return {
      seen: severityOf(kind, seen, limits),
      hold: weight < 1,
      held: heldFor(snapshot, kind, limits(kind.limit) / 100, kind.of === 'memory' ? work : 0),
      value: seen,
      says: `In ${percentOf(seen)} of the time ${whole} for want of ${WANT[kind.of]}.`,
      evidence: [...told(all, kind, limits), ...evidence.filter(({ from }) => from !== fromOf(kind))],
      culprits: [],
      scope: { waits: [kind.of] },
      next: NEXT[kind.of],
      caution: 'On a machine with few tasks full is soon reached: one that waits alone is everybody.',
      verify: `cat /proc/pressure/${kind.of}`,
      ...keep,
    }
  },
}

const WANT: Readonly<Record<Stalled['resource'], string>> = { cpu: 'a CPU', memory: 'memory', io: 'a disk' }
const NEXT: Readonly<Record<Stalled['resource'], string>> = {
  cpu: 'See in the load pane who has the CPUs and who waits.',
  memory: 'See in the memory pane who holds memory and what is reclaimed.',
  io: 'See in the disks pane which device is slow or full and who writes.',
}
const FILES = { cpu: cpuPressure, memory: memoryPressure, io: ioPressure }

function severityOf({ critical }: Kind, seen: Share, limits: LimitValues): Severity {
  if (critical === null) return 'info'
  return seen * 100 >= limits(critical) ? 'critical' : 'warning'
}

function stallOf(all: readonly Stalled[], { of, which }: Pick<Kind, 'of' | 'which'>): StallShares | null {
  return all.find(({ resource }) => resource === of)?.[which] ?? null
}

/**
 * All the time that kswapd frees memory counts as a stall (balance_pgdat() of mm/vmscan.c), though it is its work: while files stream
 * through the cache nobody waits. Where no program freed memory itself, and next to nothing in use was read again, that time is taken off.
 */
function kswapdWork(snapshot: Snapshot): Share {
  const { stalls, compaction, restore } = snapshot.get(reclaim)
  if (stalls !== 0 || (compaction.stalls ?? 0) > 0 || (both(restore) ?? 0) >= RESTORED) return 0
  return Math.max(0, ...memoryThreads(snapshot.tasks).map(({ comm, cpu }) => (/^kswapd/.test(comm) ? (cpu ?? 0) : 0)))
}

function withoutWork(all: readonly Stalled[], work: Share): readonly Stalled[] {
  if (work === 0) return all
  const less = (stall: StallShares | null): StallShares | null =>
    stall && { ...stall, avg10: Math.max(0, stall.avg10 - work), now: stall.now && Math.max(0, stall.now - work) }
  return all.map((one) => (one.resource === 'memory' ? { ...one, some: less(one.some), full: less(one.full) } : one))
}

/**
 * The kernel's averages know what was before the first look. They fade by e in their time, so that even a stall of all the time
 * needs time × −ln(1 − average) to lift them so far: it has gone on for so long at least. kernel/sched/psi.c, calc_avgs().
 * `work`: of kswapd, that is no stall here either.
 */
function heldFor({ samples }: Snapshot, { of, which }: Kind, limit: Share, work: Share): Seconds {
  const found = reading(samples.after, FILES[of])
  const stall = isMissing(found) ? undefined : valueOf(found)?.[which]
  if (!stall || stall.avg10 - work < limit) return 0
  return Math.max(needed(10, stall.avg10 - work), needed(60, stall.avg60 - work))
}

/** The file has two digits: 100.00 may be 99.995. */
function needed(time: Seconds, average: Share): Seconds {
  return -time * Math.log(1 - Math.max(0, average - 0.00005))
}

function told(all: readonly Stalled[], kind: Kind, limits: LimitValues): readonly Evidence[] {
  const stall = stallOf(all, kind)
  if (!stall) return []
  return [share(`stalled for ${kind.of}, ${kind.which}`, stall.now ?? stall.avg10, limits(kind.limit), fromOf(kind))]
}

function fromOf({ of, which }: Kind): string {
  return `/proc/pressure/${of} ${which}`
}
