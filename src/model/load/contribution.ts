import type { Share, Ticks } from '../../units.ts'
import type { Cause } from './cause.ts'
import type { Decomposed } from './decompose.ts'
import { processKey, type ThreadLook, threadKey } from './thread.ts'

/** What one thread, or all of a process, put into the 1 minute average. Loads are in threads, as the average is. */
export interface Contribution {
  readonly pid: number
  /** Null: a process. */
  readonly tid: number | null
  /** Of the process: with the pid it names it for good. */
  readonly processStarttime: Ticks
  /** Of the thread; of a process its own. */
  readonly starttime: Ticks
  readonly comm: string
  readonly command: string
  readonly load: number
  /** Of `load`, by cause; what is not there is 0. */
  readonly by: Readonly<Partial<Record<Cause, number>>>
}

type Whose = 'process' | 'thread'

/** A contribution below this share is no longer kept by name once it is not in the load any more. */
export const SMALL: Share = 0.001

/** So many are kept by name at most, the largest: more than can have SMALL of the whole, and what one slice can fold. */
const MOST = 1024

interface Folded {
  readonly kept: ReadonlyMap<string, Contribution>
  readonly dropped: number
}

/** Adds the threads that count now to what is kept by key, all of it decayed. */
export function fold(
  old: ReadonlyMap<string, Contribution>,
  now: Decomposed['threads'],
  keep: number,
  add: number,
  least: number,
  of: Whose,
): Folded {
  const counted = count(now, of)
  const had = withIds(old, of)
  const keeps = counted.size + old.size > MOST ? largest(had, counted, keep, add) : () => true
  const kept = new Map<string, Contribution>()
  let dropped = 0
  // Those that have a name come first: of equal ones they keep it.
  for (const [key, one] of old) {
    const again = counted.get(idOf(one, of))
    const seen = again && startOf(again.look, of) === one.starttime ? again : null
    const load = one.load * keep + (seen ? seen.count * add : 0)
    if ((!seen && load < least) || !keeps(load)) dropped += load
    else kept.set(key, contribution(one, seen, load, keep, add, of))
  }
  for (const [id, seen] of counted) {
    if (had.get(id)?.starttime === startOf(seen.look, of)) continue
    const load = seen.count * add
    if (!keeps(load)) dropped += load
    else kept.set(keyOf(seen.look, of), contribution(null, seen, load, keep, add, of))
  }
  return { kept, dropped }
}

/** Threads of one process, or one thread, that count now. */
interface Counted {
  readonly look: ThreadLook
  readonly cause: Cause
  count: number
  /** Causes of the others. */
  rest: Cause[] | null
}

// By number and not by key: keys of ten thousand would take a slice by themselves.
function count(now: Decomposed['threads'], of: Whose): ReadonlyMap<number, Counted> {
  const counted = new Map<number, Counted>()
  for (const { look, cause } of now) {
    const id = of === 'process' ? look.pid : look.tid
    const same = counted.get(id)
    if (!same) counted.set(id, { look, cause, count: 1, rest: null })
    else {
      same.count++
      same.rest ??= []
      same.rest.push(cause)
    }
  }
  return counted
}

function withIds(old: ReadonlyMap<string, Contribution>, of: Whose): ReadonlyMap<number, Contribution> {
  const byId = new Map<number, Contribution>()
  // An id that is used again: what has it now came later than what has ended.
  for (const one of old.values()) byId.set(idOf(one, of), one)
  return byId
}

/** Whether a load is one of the MOST largest; of those equal to the smallest of these, the first that are asked about. */
function largest(
  had: ReadonlyMap<number, Contribution>,
  counted: ReadonlyMap<number, Counted>,
  keep: number,
  add: number,
): (load: number) => boolean {
  const loads = new Float64Array(had.size + counted.size)
  let i = 0
  for (const [id, one] of had) loads[i++] = one.load * keep + (counted.get(id)?.count ?? 0) * add
  for (const [id, { count: threads }] of counted) if (!had.has(id)) loads[i++] = threads * add
  if (i <= MOST) return () => true
  const sorted = loads.subarray(0, i).sort()
  const bar = sorted[i - MOST] as number
  let above = i - MOST
  while (above < i && sorted[above] === bar) above++
  let equals = above - (i - MOST)
  return (load) => load > bar || (load === bar && equals-- > 0)
}

function contribution(
  had: Contribution | null,
  seen: Counted | null,
  load: number,
  keep: number,
  add: number,
  of: Whose,
): Contribution {
  const by: Partial<Record<Cause, number>> = {}
  if (had) for (const cause in had.by) by[cause as Cause] = (had.by[cause as Cause] ?? 0) * keep
  if (!seen) return { ...(had as Contribution), load, by }
  by[seen.cause] = (by[seen.cause] ?? 0) + add
  for (const cause of seen.rest ?? []) by[cause] = (by[cause] ?? 0) + add
  const { look } = seen
  const { pid, processStarttime, comm, command } = look
  const tid = of === 'process' ? null : look.tid
  return { pid, tid, processStarttime, starttime: startOf(look, of), comm, command, load, by }
}

function idOf({ tid, pid }: Contribution, of: Whose): number {
  return of === 'process' ? pid : (tid ?? pid)
}

function startOf(look: ThreadLook, of: Whose): Ticks {
  return of === 'process' ? look.processStarttime : look.starttime
}

function keyOf(look: ThreadLook, of: Whose): string {
  return of === 'process' ? processKey(look) : threadKey(look)
}
