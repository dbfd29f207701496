import type { PidFile } from '../host/host.ts'
import type { Source } from '../source.ts'

export type { PidFile } from '../host/host.ts'

/** What is looked at, and so what the next sample must hold. Made by the views; turned into a Plan by the sampler. */
export interface Wants {
  /** Each as often as its `every` says. */
  readonly sources: readonly Source<unknown>[]
  /** Null: nobody looks at processes. */
  readonly processes: ProcessWants | null
}

export interface ProcessWants {
  /** Read at every tick for these pids, whatever their clock says. */
  readonly visible: readonly number[]
  /** Files of the visible rows beside stat and statm. */
  readonly files: readonly PidFile[]
  /** A column sorts, filters or sums by these: they are read of everybody, in slices. */
  readonly everybody: readonly PidFile[]
  /**
   * Threads of these too: `visible` (threads are shown); `moved`, which is enough to know everybody's state: a single thread whose
   * clock stands still sleeps as it slept when it was read last; `all`, read anew (the load is looked at).
   */
  readonly threads: 'none' | 'visible' | 'moved' | 'all'
  /** Of processes with a thread in R or D, which come and go too fast to be asked for by pid. */
  readonly active?: readonly PidFile[]
  /** One process that is looked at closely. `start` (ticks since boot) tells it from a later one of the same pid. */
  readonly focus: { readonly pid: number; readonly files: readonly PidFile[]; readonly start?: number } | null
}

export const NO_WANTS: Wants = { sources: [], processes: null }

/** Whether the state of every thread is to be known. */
export function isOfAll(wants: ProcessWants | null): boolean {
  return wants?.threads === 'all' || wants?.threads === 'moved'
}

/** What several views want together. */
export function bothWant(a: Wants, b: Wants): Wants {
  return {
    sources: isAmong(a.sources, b.sources) ? a.sources : oftenest([...a.sources, ...b.sources]),
    processes: a.processes && b.processes ? bothProcesses(a.processes, b.processes) : (a.processes ?? b.processes),
  }
}

/** Where a few more are wanted they are mostly there already: no map is made to find that out. */
const FEW = 12

function isAmong(sources: readonly Source<unknown>[], more: readonly Source<unknown>[]): boolean {
  if (more.length > FEW) return false
  return more.every((one) => sources.some(({ path, every }) => path === one.path && every <= one.every))
}

/** Each file once, as often as who wants it most often. */
function oftenest(sources: readonly Source<unknown>[]): readonly Source<unknown>[] {
  const byPath = new Map<string, Source<unknown>>()
  for (const source of sources) {
    const known = byPath.get(source.path)
    if (!known || source.every < known.every) byPath.set(source.path, source)
  }
  return [...byPath.values()]
}

function bothProcesses(a: ProcessWants, b: ProcessWants): ProcessWants {
  const rank = ['none', 'visible', 'moved', 'all'] as const
  return {
    visible: [...new Set([...a.visible, ...b.visible])],
    files: [...new Set([...a.files, ...b.files])],
    everybody: [...new Set([...a.everybody, ...b.everybody])],
    threads: rank[Math.max(rank.indexOf(a.threads), rank.indexOf(b.threads))] ?? 'none',
    active: [...new Set([...(a.active ?? []), ...(b.active ?? [])])],
    focus: bothFocus(a.focus, b.focus),
  }
}

/** Only one process is looked at closely: the first of two. What two pages of one process want is read for both. */
function bothFocus(a: ProcessWants['focus'], b: ProcessWants['focus']): ProcessWants['focus'] {
  if (!a || !b || a.pid !== b.pid) return a ?? b
  return { ...b, ...a, files: [...new Set([...a.files, ...b.files])] }
}
