import { missingFrom, pending } from '../../sample/missing.ts'
import type { PidValues } from '../../sample/pid-files.ts'
import { type More, type Process, rowOf } from '../../sample/process.ts'
import type { Samples } from '../../sample/sample.ts'
import type { Thread } from '../../sample/threads.ts'
import { isMissing, type Reading } from '../../source.ts'
import { isKernelThread } from '../command.ts'
import type { Snapshot } from '../snapshot.ts'

/** Which process: the pid alone is used again, with the start (ticks since boot) it is one for good. */
export interface ProcessId {
  readonly pid: number
  readonly start: number | null
}

/** The one process a page is about. */
export interface Looked {
  readonly id: ProcessId
  /** As last seen; null: it ended before anything was read of it. */
  readonly process: Process | null
  readonly ended: boolean
  /** It is there and may not be read (hidepid=1). */
  readonly refused: boolean
  /** Another process has the pid now. */
  readonly reused: boolean
  /** Its row in `snapshot.tasks`; −1: it has none any more. */
  readonly row: number
  readonly kind: 'user' | 'kernel' | 'zombie'
  readonly threads: readonly Thread[]
  readonly threadsBefore: readonly Thread[]
  /** Its files as last read. */
  readonly more: More
  /** A file of it as last read; pending when it was not asked for yet. */
  file<F extends keyof PidValues>(name: F): Reading<PidValues[F]>
  value<F extends keyof PidValues>(name: F): PidValues[F] | null
}

export function looked(snapshot: Snapshot, id: ProcessId): Looked {
  const { after, before } = snapshot.samples
  const rows = after.processes?.rows ?? []
  const found = rowOf(rows, id.pid)
  const current = rows[found] ?? null
  const is = (process: Process | null | undefined) =>
    process != null && (id.start === null || process.stat.starttime === id.start)
  const focus = after.processes?.focus
  const own = focus && focus.pid === id.pid && is(focus.seen) ? focus : null
  const earlier = before?.processes?.rows[rowOf(before.processes.rows, id.pid)] ?? null
  const process = is(current) ? current : (own?.seen ?? (is(earlier) ? earlier : null))
  const refused = current === null && focus?.pid === id.pid && focus.refused === true
  const more: More = { ...process?.more, ...Object.fromEntries(own?.files ?? []) }
  const ended = !is(current) && !refused
  const file = <F extends keyof PidValues>(name: F): Reading<PidValues[F]> =>
    more[name] ?? (ended ? missingFrom(`/proc/${id.pid}/${name}`, 'ESRCH') : pending(`/proc/${id.pid}/${name}`))
  return {
    id,
    process,
    ended,
    refused,
    reused: current !== null && !is(current),
    row: is(current) ? found : -1,
    kind: kindOf(process),
    threads: is(current) ? (after.processes?.threads.get(id.pid) ?? []) : [],
    threadsBefore: before?.processes?.threads.get(id.pid) ?? [],
    more,
    file,
    value: (name) => {
      const reading = file(name)
      return isMissing(reading) ? null : reading.value
    },
  }
}

/** What of it is known before there is a snapshot: it decides what to read next. */
export function lookedFile<F extends keyof PidValues>(
  samples: Samples | null,
  pid: number,
  name: F,
): PidValues[F] | null {
  const focus = samples?.after.processes?.focus
  const reading = focus?.pid === pid ? (focus.files.get(name) as Reading<PidValues[F]> | undefined) : undefined
  return reading && !isMissing(reading) ? reading.value : null
}

function kindOf(process: Process | null): Looked['kind'] {
  if (!process) return 'user'
  if (process.stat.state === 'Z' || process.stat.state === 'X') return 'zombie'
  return isKernelThread(process) ? 'kernel' : 'user'
}
