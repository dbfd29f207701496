import { parsePidSchedstat } from '../parse/pid/schedstat.ts'
import { parsePidStack } from '../parse/pid/stack.ts'
import { parsePidStat, sameStat } from '../parse/pid/stat.ts'
import { parsePidWchan } from '../parse/pid/wchan.ts'
import { isMissing, type Reading } from '../source.ts'
import type { Nanos } from '../units.ts'
import { malformed } from './missing.ts'
import type { Thread } from './threads.ts'

/** Threads of one process, while they come in. */
export type ThreadDraft = Map<number, { -readonly [K in keyof Thread]: Thread[K] }>

/** `task/TID/FILE`; `task` itself is the list, which the files repeat. */
export function foldThread(
  drafts: Map<number, ThreadDraft>,
  at: Nanos,
  pid: number,
  path: string,
  bytes: Buffer,
): void {
  let draft = drafts.get(pid)
  if (!draft) {
    draft = new Map()
    drafts.set(pid, draft)
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
  else if (file === 'wchan') thread.wchan = readingOf(() => parsePidWchan(bytes), at)
  else if (file === 'stack') thread.stack = readingOf(() => parsePidStack(bytes), at)
}

/** Ascending tid; a thread that is as it was keeps its stat's object. */
export function threadsOf(draft: ThreadDraft, before: readonly Thread[] | undefined): readonly Thread[] {
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
