import { percentOf } from '../format.ts'
import { pressure, type Stalled, type StallShares } from '../model/load/pressure.ts'
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
    exit: { value: 50, unit: '%', why: 'of the entry' },
  },
  window: WINDOW,
  sources: () => pressure.sources,
  see(snapshot, limits, kept) {
    const all = snapshot.get(pressure)
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
      held: heldFor(snapshot, kind, limits(kind.limit) / 100),
      value: seen,
      says: `In ${percentOf(seen)} of the time ${whole} for want of ${WANT[kind.of]}.`,
      evidence: [...told(all, kind, limits), ...evidence.filter(({ from }) => from !== fromOf(kind))],
      culprits: [],
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

function stallOf(all: readonly Stalled[], { of, which }: Kind): StallShares | null {
  return all.find(({ resource }) => resource === of)?.[which] ?? null
}

/** The kernel's averages know what was before the first look. */
function heldFor({ samples }: Snapshot, { of, which }: Kind, limit: Share): number {
  const found = reading(samples.after, FILES[of])
  const stall = isMissing(found) ? undefined : valueOf(found)?.[which]
  if (!stall) return 0
  return stall.avg60 >= limit ? 60 : stall.avg10 >= limit ? 10 : 0
}

function told(all: readonly Stalled[], kind: Kind, limits: LimitValues): readonly Evidence[] {
  const stall = stallOf(all, kind)
  if (!stall) return []
  return [share(`stalled for ${kind.of}, ${kind.which}`, stall.now ?? stall.avg10, limits(kind.limit), fromOf(kind))]
}

function fromOf({ of, which }: Kind): string {
  return `/proc/pressure/${of} ${which}`
}
