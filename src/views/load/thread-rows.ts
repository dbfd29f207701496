import type { Cause, Uncounted } from '../../model/load/cause.ts'
import type { Contribution } from '../../model/load/contribution.ts'
import { load } from '../../model/load/model.ts'
import { HIDDEN, type ThreadLook, threadKey } from '../../model/load/thread.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { findTask, threadCpus } from '../../model/tasks.ts'
import { isMissing } from '../../source.ts'
import type { Share, Ticks } from '../../units.ts'
import { isCause } from './causes.ts'
import { mainCause, watched } from './shares.ts'

/** A thread the load counts, or counted in the last minutes. */
export interface ThreadRow {
  readonly key: string
  readonly tid: number
  readonly pid: number
  readonly processStarttime: Ticks
  /** Null: it does not count now, or it has ended. */
  readonly state: string | null
  readonly cause: Cause | Uncounted | null
  /** Raw. */
  readonly wchan: string | null
  readonly hidden: boolean
  readonly says: string | null
  /** Of a vfork parent: its child. */
  readonly vforkChild: number | null
  readonly share: Share | null
  readonly load: number | null
  /** Raw. */
  readonly comm: string
  readonly command: string
}

/** Below this a contribution of the past shows as 0.0. */
const LEAST: Share = 0.0005

/** All that count now, then those that counted; with a cause only what it is about. */
export function threadRows(snapshot: Snapshot, cause: Cause | Uncounted | null): readonly ThreadRow[] {
  const { threads } = snapshot.get(load)
  const known = watched(snapshot)
  const rows: ThreadRow[] = []
  const seen = new Set<string>()
  const part = (key: string): Contribution | null => known?.state.threads.get(key) ?? null
  const whole = known?.shares.load ?? null
  const add = (look: ThreadLook, why: Cause | Uncounted, of: Pick<ThreadRow, 'wchan' | 'says' | 'vforkChild'>) => {
    const key = threadKey(look)
    seen.add(key)
    if (cause !== null && why !== cause) return
    const had = part(key)
    const { tid, pid, processStarttime, state, comm, command } = look
    const hidden =
      look.wchan !== null &&
      typeof look.wchan !== 'string' &&
      isMissing(look.wchan) &&
      look.wchan.missing === HIDDEN.missing
    const share = isCause(why) ? shareOf(had, whole) : null
    rows.push({
      key,
      tid,
      pid,
      processStarttime,
      state,
      cause: why,
      ...of,
      hidden,
      share,
      load: had?.load ?? null,
      comm,
      command,
    })
  }
  for (const thread of threads?.threads ?? []) {
    const { look, cause: why, wchan, says, vforkChild } = thread
    add(look, why, { wchan, says, vforkChild })
  }
  if (cause !== null && !isCause(cause))
    for (const { look, why } of threads?.uncounted ?? [])
      add(look, why, { wchan: wchanOf(look), says: null, vforkChild: null })
  for (const [key, had] of known?.state.threads ?? []) {
    const share = shareOf(had, whole)
    const why = mainCause(had)
    if (seen.has(key) || (share ?? 0) < LEAST || (cause !== null && (had.by[cause as Cause] ?? 0) === 0)) continue
    const { tid, pid, processStarttime, comm, command, load: own } = had
    const gone = { state: null, wchan: null, hidden: false, says: 'counted a while ago', vforkChild: null }
    rows.push({ key, tid: tid ?? pid, pid, processStarttime, cause: why, share, load: own, comm, command, ...gone })
  }
  return rows
}

/** CPUs it used since the last sample; null: not known. */
export function cpusOf(snapshot: Snapshot, { tid, pid }: ThreadRow): number | null {
  const { after, before } = snapshot.samples
  const find = (sample: typeof before) => sample?.processes?.threads.get(pid)?.find((thread) => thread.tid === tid)
  const now = find(after)
  const was = find(before)
  if (now && was) return orNull(threadCpus(was, now))
  const at = now ? -1 : findTask(snapshot.tasks, pid)
  return at < 0 || tid !== pid ? null : orNull(snapshot.tasks.cpus[at])
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
}

function shareOf(had: Contribution | null, whole: number | null): Share | null {
  return whole === null ? null : (had?.load ?? 0) / whole
}

function wchanOf({ wchan }: ThreadLook): string | null {
  return typeof wchan === 'string' ? wchan : null
}
