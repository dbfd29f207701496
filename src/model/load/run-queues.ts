import { stat } from '../../parse/stat.ts'
import { reading } from '../../sample/sample.ts'
import { isMissing } from '../../source.ts'
import type { Snapshot } from '../snapshot.ts'
import { heldByQuota } from './held.ts'
import { perCpu } from './per-cpu.ts'
import { pressure } from './pressure.ts'
import { runners } from './runners.ts'

/** How many threads stand in line for CPUs, on average since the last look. */
export interface RunQueues {
  /** CPUs online. */
  readonly cpus: number
  readonly waiting: number
  /** procs_running is of one moment and of all CPUs together: it stands in where neither of the others is known. */
  readonly by: 'schedstat' | 'threads' | 'procs_running'
  /** By CPU; null: known only of all together. */
  readonly lines: ReadonlyMap<number, number> | null
  /** The CPU with the longest of them. */
  readonly longest: { readonly id: number; readonly waiting: number } | null
}

/** Null: not known yet. */
export function runQueues(snapshot: Snapshot): RunQueues | null {
  const found = reading(snapshot.samples.after, stat)
  if (isMissing(found)) return null
  const count = found.value.cpus.length
  const kept = byKernel(snapshot)
  const lines = kept ?? byThreads(snapshot)
  if (lines && lines.size > 0) {
    const [id, waiting] = [...lines].reduce((most, line) => (line[1] > most[1] ? line : most))
    const all = [...lines.values()].reduce((sum, line) => sum + line, 0)
    return { cpus: count, waiting: all, by: kept ? 'schedstat' : 'threads', lines, longest: { id, waiting } }
  }
  if (!snapshot.get(perCpu).noQueues || count === 0) return null
  // Whoever reads it is one of those that run.
  const waiting = Math.max(0, found.value.procsRunning - 1 - count)
  return { cpus: count, waiting, by: 'procs_running', lines: null, longest: null }
}

/** Share of the time since the last look in which some thread waited for a CPU; null: PSI is off. */
export function cpuStall(snapshot: Snapshot): number | null {
  const some = snapshot.get(pressure).find(({ resource }) => resource === 'cpu')?.some
  return some ? (some.now ?? some.avg10) : null
}

/** /proc/schedstat needs CONFIG_SCHEDSTATS. */
function byKernel(snapshot: Snapshot): ReadonlyMap<number, number> | null {
  const known = snapshot
    .get(perCpu)
    .cpus.flatMap(({ id, waiting }) => (waiting === null ? [] : [[id, waiting] as const]))
  return known.length > 0 ? new Map(known) : null
}

/** The wait of each thread, at the CPU it was on last. */
function byThreads(snapshot: Snapshot): ReadonlyMap<number, number> | null {
  const all = runners(snapshot)
  if (!all) return null
  const held = heldByQuota(snapshot.samples)
  const lines = new Map(snapshot.get(perCpu).cpus.map(({ id }) => [id, 0]))
  for (const { process, stat: thread, waited } of all)
    if (!held(process)) lines.set(thread.processor, (lines.get(thread.processor) ?? 0) + waited)
  return lines
}
