import { parsePidSchedstat } from '../parse/pid/schedstat.ts'
import { parsePidStack } from '../parse/pid/stack.ts'
import { parsePidStat, sameStat } from '../parse/pid/stat.ts'
import { parsePidWchan } from '../parse/pid/wchan.ts'
import { isMissing, type Reading } from '../source.ts'
import type { Nanos } from '../units.ts'
import { malformed } from './missing.ts'
import type { Thread } from './threads.ts'

/** Threads of one process, while they come in. */
type ThreadDraft = Map<number, { -readonly [K in keyof Thread]: Thread[K] }>
type ByPid = ReadonlyMap<number, readonly Thread[]>

const NOBODY: ByPid = new Map()

/** Folds the threads of those processes whose threads are asked for. */
export class ThreadsFold {
  readonly #drafts = new Map<number, ThreadDraft>()
  #kept: ByPid = NOBODY

  /** Whether any were read. */
  get read(): boolean {
    return this.#drafts.size > 0
  }

  /** The same probe once more: what was read of it holds. */
  again(last: ByPid): void {
    this.#kept = last
  }

  /** `task/TID/FILE`; `task` itself is the list, which the files repeat. */
  bytes(at: Nanos, pid: number, path: string, bytes: Buffer): void {
    let draft = this.#drafts.get(pid)
    if (!draft) {
      draft = new Map()
      this.#drafts.set(pid, draft)
    }
    if (path === 'task') return
    const slash = path.indexOf('/', 5)
    const tid = Number(path.slice(5, slash))
    const file = path.slice(slash + 1)
    if (file === 'stat') {
      const stat = readingOf(() => parsePidStat(bytes), at)
      if (!isMissing(stat)) draft.set(tid, { tid, at, stat: stat.value, schedstat: null, wchan: null, stack: null })
      return
    }
    const thread = draft.get(tid)
    if (!thread) return
    if (file === 'schedstat') thread.schedstat = readingOf(() => parsePidSchedstat(bytes), at)
    // The first was read beside a state of D.
    else if (file === 'wchan') thread.wchan ??= readingOf(() => parsePidWchan(bytes), at)
    else if (file === 'stack') thread.stack = readingOf(() => parsePidStack(bytes), at)
  }

  finish(before: ByPid | undefined): ByPid {
    if (this.#drafts.size === 0) return this.#kept
    const all = new Map(this.#kept)
    for (const [pid, draft] of this.#drafts) all.set(pid, threadsOf(draft, before?.get(pid)))
    return all
  }
}

/** Ascending tid; a thread that is as it was keeps its stat's object. */
function threadsOf(draft: ThreadDraft, before: readonly Thread[] | undefined): readonly Thread[] {
  const known = new Map(before?.map((thread) => [thread.tid, thread]))
  const threads: Thread[] = []
  for (const thread of draft.values()) {
    const was = known.get(thread.tid)
    threads.push(was && sameStat(was.stat, thread.stat) ? { ...thread, stat: was.stat } : thread)
  }
  return threads
}

function readingOf<T>(parse: () => T, at: Nanos): Reading<T> {
  try {
    return { value: parse(), at }
  } catch (error) {
    return malformed('task', error)
  }
}
