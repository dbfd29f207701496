import type { PidFile } from '../host/host.ts'
import { PF_KTHREAD, type PidStat } from '../parse/pid/stat.ts'
import type { PidStatm } from '../parse/pid/statm.ts'
import type { Reading } from '../source.ts'
import type { Nanos } from '../units.ts'
import type { PidValues } from './pid-files.ts'
import type { Tally } from './tally.ts'
import type { Thread } from './threads.ts'

/**
 * One process as last read. What was read of it being the same, it stays the same object from sample to sample: same object,
 * no change, rate 0.
 */
export interface Process {
  readonly pid: number
  /** The pid, unless this record stands for one thread of the process (model/threads.ts makes those). */
  readonly tid: number
  readonly stat: PidStat
  /** Null: not looked at yet; VIRT and RES of `stat` serve until then. */
  readonly statm: PidStatm | null
  /** The probe that last found it had used CPU. What was read after that still holds. */
  readonly movedAt: Nanos
  /** What was asked for beside stat and statm. */
  readonly more: More
}

/** By file; undefined: nobody asked. */
export type More = { readonly [F in keyof PidValues]?: Reading<PidValues[F]> }

export const NOTHING: More = {}

/** All processes at one probe. */
export interface Processes {
  /** Of the probe: every CPU rate runs from probe to probe, also of records that were read long ago. */
  readonly at: Nanos
  /** Ascending pid. */
  readonly rows: readonly Process[]
  /** Of each row; the same array as before while no process came or went. */
  readonly pids: Int32Array
  /** CPU time in ns by row; NaN: unknown. */
  readonly cpu: Float64Array
  readonly cpuFrom: 'clock' | 'ticks'
  readonly tally: Tally
  /** Of files that are wanted of everybody. */
  readonly sweep: SweepState | null
  /** Processes that are listed and may not be read (hidepid). */
  readonly refused: number
  /** In the middle of execve at this probe, so that nothing more may be read of them: host/executing.ts. Of a new one there is no row. */
  readonly executing?: readonly { readonly pid: number; readonly comm: string }[]
  /** By pid, where threads were asked for; tid ascending. */
  readonly threads: ReadonlyMap<number, readonly Thread[]>
  /** The state of every process is known as of this probe, and of the threads of all but the newest. */
  readonly scanned?: boolean
  /** Files of the one process that is looked at closely. */
  readonly focus: Focus | null
}

/** How far what is wanted of everybody has come. */
export interface SweepState {
  readonly read: number
  readonly of: number
  /** Whole sweeps so far, of whatever files: an order settles once for each. */
  readonly done: number
  /** Rows read of the files that were not read of everybody yet since they came to be wanted. */
  readonly partly?: ReadonlyMap<PidFile, number>
}

/** What is known of the one process that is looked at closely; kept as it was last seen when that process has ended. */
export interface Focus {
  readonly pid: number
  /** By PidFile; `init/ns` is the `ns` of pid 1, to compare with. */
  readonly files: ReadonlyMap<string, Reading<unknown>>
  /** Null: it was never seen. */
  readonly seen?: Process | null
  /** It is not there any more, or its pid belongs to another process by now. */
  readonly ended?: boolean
  /** It is listed, and may not be read (hidepid=1). */
  readonly refused?: boolean
}

/** Where a pid stands among the rows; −1: nowhere. */
export function rowOf(rows: readonly { readonly pid: number }[], pid: number): number {
  let low = 0
  let high = rows.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const at = (rows[middle] as { readonly pid: number }).pid
    if (at === pid) return middle
    if (at < pid) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** Whether it has a thread in R or D, as far as its threads were looked at. */
export function isActive({ threads }: Pick<Processes, 'threads'>, { pid, stat }: Process): boolean {
  const all = threads.get(pid)
  return all ? all.some((thread) => countsInLoad(thread.stat.state)) : countsInLoad(stat.state)
}

function countsInLoad(state: string): boolean {
  return state === 'R' || state === 'D'
}

/** Whether it has no program and no address space. */
export function isBare(process: Process | null | undefined): boolean {
  return process != null && (process.stat.state === 'Z' || (process.stat.flags & PF_KTHREAD) !== 0)
}
