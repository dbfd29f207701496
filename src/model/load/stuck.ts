import { loadavg } from '../../parse/loadavg.ts'
import { PF_KTHREAD } from '../../parse/pid/stat.ts'
import { stat } from '../../parse/stat.ts'
import { reading } from '../../sample/sample.ts'
import { valueOf } from '../../source.ts'
import type { Rate, Seconds } from '../../units.ts'
import { earlier } from '../history.ts'
import type { Snapshot } from '../snapshot.ts'
import { activeAtStep, activeOver, STEP } from './average.ts'
import { classify } from './classify.ts'
import type { LoadThread } from './decompose.ts'
import { load } from './model.ts'
import { runners } from './runners.ts'

/** A thread of a program that sleeps in D and counts in the load. */
export interface Stuck {
  readonly thread: LoadThread
  /** It waits for its vfork child: no I/O and no fault of the kernel. */
  readonly isVfork: boolean
  /** Times it was given a CPU: a thread that comes and goes is not stuck. Null: not known. */
  readonly slices: Rate<'slice'> | null
}

/** Threads of programs in D, frozen ones not among them. Null: threads were not looked at. */
export function stuckThreads(snapshot: Snapshot): readonly Stuck[] | null {
  const found = snapshot.get(load).threads
  if (!found) return null
  const asleep = found.threads.filter(({ look }) => look.state === 'D' && (look.flags & PF_KTHREAD) === 0)
  const slices = asleep.length > 0 ? slicesOf(snapshot) : null
  return asleep.map((thread) => ({
    thread,
    isVfork: classify(thread.look).isVfork,
    slices: slices ? (slices.get(thread.look.tid) ?? 0) : null,
  }))
}

/**
 * A cheap sign that threads sleep in D. Those that block but for I/O are told by the load average only, by how many threads counted in
 * it lately: one that is high and falls tells of what was. Until that is known they are looked at.
 */
export function mayBeStuck(snapshot: Snapshot): boolean {
  const { after, before } = snapshot.samples
  const known = after.processes?.scanned ? stuckThreads(snapshot) : null
  if (known && known.length > 0) return true
  if ((after.processes?.tally.states.D ?? 0) > 0) return true
  const cpu = valueOf(reading(after, stat))
  if ((cpu?.procsBlocked ?? 0) > 0) return true
  const now = valueOf(reading(after, loadavg))
  const was = before && valueOf(reading(before, loadavg))
  if (!now || !cpu) return false
  const more = cpu.procsRunning + 1
  const span = snapshot.interval ?? 0
  // Of one step it is a whole number, within 0.13.
  if (was && span <= STEP && was.load1 !== now.load1) return Math.round(activeAtStep(was.load1, now.load1)) >= more
  const past = was && span > STEP ? { value: was.load1, age: span } : pastOf(snapshot)
  if (past) return activeOver(past.value, now.load1, past.age) >= more
  return true
}

/** Not longer ago than the window of those who ask. */
const RECENT: Seconds = 20

function pastOf({ history, samples }: Snapshot) {
  return earlier(history, 'load1', samples.after.at, STEP, RECENT)
}

/** By thread id; a thread that is not among them had no CPU. */
function slicesOf(snapshot: Snapshot): ReadonlyMap<number, number> | null {
  const found = runners(snapshot)
  return found && new Map(found.map(({ tid, slices }) => [tid, slices]))
}
