import { ParseError } from '../../source.ts'
import type { Bytes, Counter, Ticks } from '../../units.ts'
import { unboxed } from '../number.ts'

/** What /proc/PID/stat says of a process, or /proc/PID/task/TID/stat of one thread. */
export interface PidStat {
  readonly pid: number
  /** Raw: may hold spaces, `)`, newlines and escape sequences. Draw it through clean(). */
  readonly comm: string
  /** R S D T t Z X P I: of the leader thread only (fs/proc/array.c task_state_array). */
  readonly state: string
  readonly ppid: number
  readonly pgrp: number
  readonly session: number
  /** PF_* of include/linux/sched.h. */
  readonly flags: number
  readonly minflt: Counter<'fault'>
  readonly majflt: Counter<'fault'>
  readonly utime: Counter<'tick'>
  readonly stime: Counter<'tick'>
  readonly cutime: Counter<'tick'>
  readonly cstime: Counter<'tick'>
  /** Kernel priority: 20 + nice, −1 − rtprio, −101 for deadline. What top calls PR and htop PRI. */
  readonly priority: number
  readonly nice: number
  readonly threads: number
  /** Since boot (CLOCK_BOOTTIME). With the pid it names a process for good: pids are used again. */
  readonly starttime: Ticks
  readonly vsize: Bytes
  /** Pages. Approximate (per-CPU counters): statm is exact. */
  readonly rssPages: number
  /** Another number after exec: where its stack began, folded (address randomization puts that anew). 0: it may not be known. */
  readonly image: number
  /** The CPU it last ran on. */
  readonly processor: number
  readonly rtPriority: number
  /** SCHED_*: 0 OTHER 1 FIFO 2 RR 3 BATCH 5 IDLE 6 DEADLINE 7 EXT. */
  readonly policy: number
  /** Waiting for block I/O and swap-in; stays 0 unless kernel.task_delayacct is 1. */
  readonly blkioTicks: Counter<'tick'>
}

export const PF_KTHREAD = 0x00200000

const OPEN = 0x28
const CLOSE = 0x29
const SPACE = 0x20
const NEWLINE = 0x0a
const MINUS = 0x2d
const ZERO = 0x30
const NINE = 0x39
const UPPER_A = 0x41
/** No byte: where the file ends. */
const CUT = -1
/** The field that is read of every kernel, and the last there is. */
const NEEDED = 41
const LAST = 52

// One scratch for all calls: a stat is parsed in one go and the numbers are copied out at the end.
const field = new Float64Array(64)

/**
 * /proc/PID/stat: `1234 (web server) S 1 1234 … `, one line (a newline in the name makes it two).
 * Times are ticks, vsize bytes, rss pages. The name ends at the *last* `)`.
 * Kernel: fs/proc/array.c do_task_stat; Documentation/filesystems/proc.rst table 1-4
 */
export function parsePidStat(file: Buffer, length = file.length): PidStat {
  const open = file.indexOf(OPEN)
  let close = length - 1
  while (close > open && file[close] !== CLOSE) close--
  const pid = numberBefore(file, open)
  if (pid < 0 || close <= open || close + 4 > length || file[close + 1] !== SPACE || file[close + 3] !== SPACE)
    throw new ParseError('pid stat', line(file, length))
  const letter = file[close + 2] as number
  if (letter < UPPER_A) throw new ParseError('pid stat', line(file, length))
  const state = String.fromCharCode(letter)
  // Fields are counted as in the manual: 3 is the state, so the first number after it is field 4.
  let at = close + 4
  let count = 4
  while (at < length && count < 54) {
    let byte = file[at++] as number
    let negative = false
    if (byte === MINUS) {
      negative = true
      byte = file[at++] as number
    }
    if (byte < ZERO || byte > NINE) break
    let value = 0
    while (byte >= ZERO && byte <= NINE) {
      value = value * 10 + (byte - ZERO)
      byte = at < length ? (file[at++] as number) : CUT
    }
    // A number that the file ends in may lack digits, unless it is the last of them all.
    if (byte !== SPACE && byte !== NEWLINE && (byte !== CUT || count < LAST)) break
    field[count++] = negative ? -value : value
    if (byte !== SPACE) break
  }
  if (count <= NEEDED) throw new ParseError('pid stat', line(file, length))
  return {
    pid,
    comm: name(file, open + 1, close),
    state,
    ppid: numberAt(4),
    pgrp: numberAt(5),
    session: numberAt(6),
    flags: numberAt(9),
    minflt: numberAt(10),
    majflt: numberAt(12),
    utime: numberAt(14),
    stime: numberAt(15),
    cutime: numberAt(16),
    cstime: numberAt(17),
    priority: numberAt(18),
    nice: numberAt(19),
    threads: numberAt(20),
    starttime: started(field[22] as number),
    vsize: numberAt(23),
    rssPages: numberAt(24),
    // Stacks begin at a multiple of 16; 32 bits of the rest stand in a record without a box.
    image: ((field[28] as number) / 16) | 0,
    processor: numberAt(39),
    rtPriority: numberAt(40),
    policy: numberAt(41),
    blkioTicks: count > 42 ? numberAt(42) : 0,
  }
}

function numberAt(index: number): number {
  return unboxed(field[index] as number)
}

/** Nanoseconds without their sign, in ticks: below 0 for one that is older than its time namespace has it. fs/proc/array.c */
function started(ticks: number): number {
  return unboxed(ticks < WRAPS / 2 ? ticks : Math.round(ticks - WRAPS))
}

const WRAPS = 2 ** 64 / 1e7

/** The same process with its state as it is now, and what it had counted at another look. */
export function withCounters(stat: PidStat, other: PidStat | undefined): PidStat {
  if (other?.starttime !== stat.starttime) return stat
  const { utime, stime, cutime, cstime, minflt, majflt, blkioTicks } = other
  return { ...stat, utime, stime, cutime, cstime, minflt, majflt, blkioTicks }
}

/** Whether two looks say the same, but for what the record's owner reads elsewhere. */
export function sameStat(a: PidStat, b: PidStat): boolean {
  return (
    a.utime === b.utime &&
    a.stime === b.stime &&
    a.state === b.state &&
    a.minflt === b.minflt &&
    a.majflt === b.majflt &&
    a.rssPages === b.rssPages &&
    a.vsize === b.vsize &&
    a.image === b.image &&
    a.processor === b.processor &&
    a.threads === b.threads &&
    a.priority === b.priority &&
    a.nice === b.nice &&
    a.policy === b.policy &&
    a.rtPriority === b.rtPriority &&
    a.ppid === b.ppid &&
    a.pgrp === b.pgrp &&
    a.session === b.session &&
    a.flags === b.flags &&
    a.cutime === b.cutime &&
    a.cstime === b.cstime &&
    a.blkioTicks === b.blkioTicks &&
    a.starttime === b.starttime &&
    a.comm === b.comm
  )
}

/**
 * Whether the process has called exec in between: another name, or another stack where that may be known (with the rights of ptrace).
 * Kernel workers bear the name of their work.
 */
export function isOtherProgram(a: PidStat, b: PidStat): boolean {
  if (b.vsize === 0) return false
  return a.comm !== b.comm || (a.image !== b.image && a.image !== 0 && b.image !== 0)
}

/** Whether the memory of the process is as it was, as far as stat can tell: its RES is within a few pages only. */
export function sameMemory(a: PidStat, b: PidStat): boolean {
  return a.rssPages === b.rssPages && a.vsize === b.vsize && a.minflt === b.minflt && a.majflt === b.majflt
}

/** The digits before ` (`, which the file begins with; −1: there is something else. */
function numberBefore(file: Buffer, open: number): number {
  if (open < 2 || file[open - 1] !== SPACE) return -1
  let value = 0
  for (let i = 0; i < open - 1; i++) {
    const byte = file[i] as number
    if (byte < ZERO || byte > NINE) return -1
    value = value * 10 + (byte - ZERO)
  }
  return value
}

// Most names are ASCII: latin1 is several times cheaper to decode than UTF-8.
function name(file: Buffer, from: number, to: number): string {
  for (let i = from; i < to; i++) if ((file[i] as number) > 0x7e) return file.toString('utf8', from, to)
  return file.toString('latin1', from, to)
}

function line(file: Buffer, length: number): string {
  return file.toString('latin1', 0, Math.min(length, 120))
}
