import { type PidStatus, parsePidStatus } from '../../parse/pid/status.ts'
import { parsePidWchan } from '../../parse/pid/wchan.ts'
import { rate, seconds } from '../../rates.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import type { Thread } from '../../sample/threads.ts'
import { isMissing, type Missing, type Reading, type Source, source, valueOf } from '../../source.ts'
import type { Counter, Rate, Seconds, Share } from '../../units.ts'
import { growth } from '../growth.ts'
import { HIDDEN } from '../load/thread.ts'
import { threadCpus } from '../tasks.ts'
import type { Looked } from './looked.ts'

/** One thread of the process, with what it did since the last sample. Null: not known. */
export interface ThreadRow {
  readonly thread: Thread
  /** CPUs used: 1 is one CPU all the time. */
  readonly cpus: number | null
  readonly time: Seconds
  /** Of the time since the last sample: could run and had no CPU. */
  readonly waited: Share | null
  /** The kernel function it sleeps in; value null: it does not sleep. */
  readonly wchan: string | null | Missing
  readonly voluntary: Rate<'switch'> | null
  readonly involuntary: Rate<'switch'> | null
}

/** Beyond so many threads their switches and wchan are not read: two small files each. */
export const MOST_THREADS = 256

/** wchan and status of each thread that was found in the last sample. */
export function threadSources(samples: Samples | null, pid: number): readonly Source<unknown>[] {
  const threads = samples?.after.processes?.threads.get(pid) ?? []
  return threads.slice(0, MOST_THREADS).flatMap(({ tid }) => [wchanFile(pid, tid), statusFile(pid, tid)])
}

/** `mayRead`: the kernel says `0` both for "does not sleep" and for "not for you". */
export function threadRows(samples: Samples, looked: Looked, tick: Seconds, mayRead: boolean): readonly ThreadRow[] {
  const { pid } = looked.id
  const earlier = new Map(looked.threadsBefore.map((thread) => [thread.tid, thread]))
  return looked.threads.map((thread): ThreadRow => {
    const was = earlier.get(thread.tid)
    const before = was && was.stat.starttime === thread.stat.starttime ? was : null
    const cpus = before ? cpusOf(before, thread, tick) : null
    const switches = (counter: (status: PidStatus) => Counter<'switch'> | undefined) =>
      growth(samples, statusFile(pid, thread.tid), counter)
    return {
      thread,
      cpus,
      time: (thread.stat.utime + thread.stat.stime) * tick,
      waited: before ? waitShare(before, thread) : null,
      wchan: wchanOf(thread, reading(samples.after, wchanFile(pid, thread.tid)), mayRead),
      voluntary: switches((status) => status.voluntaryCtxtSwitches),
      involuntary: switches((status) => status.nonvoluntaryCtxtSwitches),
    }
  })
}

/** Run time in ns where schedstat has it, else ticks. */
function cpusOf(before: Thread, after: Thread, tick: Seconds): number | null {
  const exact = threadCpus(before, after)
  if (!Number.isNaN(exact) && ranAtAll(after)) return exact
  const ticks = rate(
    before.stat.utime + before.stat.stime,
    after.stat.utime + after.stat.stime,
    seconds(before.at, after.at),
  )
  return ticks === null ? null : ticks * tick
}

/** `0 0 0` of a thread that has used CPU: sched_info is off in this kernel. */
function ranAtAll({ schedstat, stat }: Thread): boolean {
  const run = valueOf(schedstat)?.run ?? 0
  return run > 0 || stat.utime + stat.stime === 0
}

function waitShare(before: Thread, after: Thread): Share | null {
  const from = valueOf(before.schedstat)
  const to = valueOf(after.schedstat)
  if (!from || !to || !ranAtAll(after)) return null
  const wait = rate(from.wait, to.wait, seconds(before.at, after.at))
  return wait === null ? null : wait / 1e9
}

function wchanOf(thread: Thread, separate: Reading<string | null>, mayRead: boolean): ThreadRow['wchan'] {
  const read = thread.wchan ?? separate
  if (isMissing(read)) return read
  if (read.value !== null) return read.value
  return mayRead || thread.stat.state === 'R' ? null : HIDDEN
}

function wchanFile(pid: number, tid: number): Source<string | null> {
  return source(`/proc/${pid}/task/${tid}/wchan`, parsePidWchan)
}

function statusFile(pid: number, tid: number): Source<PidStatus> {
  return source(`/proc/${pid}/task/${tid}/status`, parsePidStatus)
}
