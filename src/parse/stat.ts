import { ParseError, source } from '../source.ts'
import type { Counter, Seconds } from '../units.ts'

/** Where CPU time went. `guest` is also counted in `user` and `guestNice` in `nice`: total time is the sum of the first eight. */
export interface CpuTicks {
  readonly user: Counter<'tick'>
  readonly nice: Counter<'tick'>
  readonly system: Counter<'tick'>
  /** May go down by a little, as `iowait` may: Documentation/filesystems/proc.rst. */
  readonly idle: Counter<'tick'>
  readonly iowait: Counter<'tick'>
  readonly irq: Counter<'tick'>
  readonly softirq: Counter<'tick'>
  readonly steal: Counter<'tick'>
  readonly guest: Counter<'tick'>
  readonly guestNice: Counter<'tick'>
}

export interface Cpu extends CpuTicks {
  readonly id: number
}

export interface Stat {
  /** Sums all *possible* CPUs. */
  readonly cpu: CpuTicks
  /** Only those *online*, ascending; ids may have gaps. */
  readonly cpus: readonly Cpu[]
  /** Interrupts served. */
  readonly intr: Counter<'interrupt'>
  readonly ctxt: Counter<'switch'>
  /** Boot time, since the epoch. */
  readonly btime: Seconds
  /** Forks and thread creations since boot. */
  readonly processes: Counter<'fork'>
  /** Runnable tasks on all run queues, the reader among them. vmstat r. */
  readonly procsRunning: number
  /** Tasks in io_schedule() only: not all of state D. vmstat b. */
  readonly procsBlocked: number
  readonly softirq: SoftirqTotals
}

/** Named as in /proc/softirqs: HI TIMER NET_TX NET_RX BLOCK IRQ_POLL TASKLET SCHED HRTIMER RCU. */
export type SoftirqTotals = ReadonlyMap<string, Counter<'softirq'>>

const SOFTIRQS = ['HI', 'TIMER', 'NET_TX', 'NET_RX', 'BLOCK', 'IRQ_POLL', 'TASKLET', 'SCHED', 'HRTIMER', 'RCU']

/**
 * /proc/stat: `cpu0 6950 0 340 777 0 0 4 0 0 0`, ticks since boot. The line `intr` has a number for every interrupt, thousands
 * on a large machine: only its total is read.
 * Kernel: fs/proc/stat.c show_stat; Documentation/filesystems/proc.rst 1.7
 */
export function parseStat(file: Buffer): Stat {
  let cpu: CpuTicks | null = null
  const cpus: Cpu[] = []
  const single = new Map<string, number>()
  let softirq: SoftirqTotals = new Map()
  for (let at = 0; at < file.length; ) {
    const newline = file.indexOf(NEWLINE, at)
    const end = newline === -1 ? file.length : newline
    const space = nameEnd(file, at, end)
    if (file[at] === C && file[at + 1] === P) {
      const ticks = numbers(file, space, end, 10)
      // Linux 2.6.33 and later have all ten.
      if (ticks.length < 10) throw new ParseError('stat cpu', quote(file, at))
      const id = file.toString('latin1', at + 3, space)
      if (id === '') cpu = total(ticks as Ten)
      else cpus.push(online(cpuId(file, id, at, end), ticks as Ten))
    } else {
      const name = file.toString('latin1', at, space)
      if (name === 'softirq') softirq = softirqTotals(numbers(file, space, end, SOFTIRQS.length + 1))
      else if (name === 'btime') single.set(name, signed(file.toString('latin1', space + 1, end)))
      else single.set(name, numbers(file, space, end, 1)[0] ?? Number.NaN)
    }
    at = end + 1
  }
  const one = (name: string): number => {
    const value = single.get(name)
    if (value === undefined || Number.isNaN(value)) throw new ParseError(`stat without ${name}`, quote(file, 0))
    return value
  }
  if (cpu === null) throw new ParseError('stat without cpu', quote(file, 0))
  return {
    cpu,
    cpus,
    intr: one('intr'),
    ctxt: one('ctxt'),
    btime: one('btime'),
    processes: one('processes'),
    procsRunning: one('procs_running'),
    procsBlocked: one('procs_blocked'),
    softirq,
  }
}

export const stat = source('/proc/stat', parseStat)

type Ten = [number, number, number, number, number, number, number, number, number, number]

const NEWLINE = 0x0a
const SPACE = 0x20
const ZERO = 0x30
const NINE = 0x39
const C = 0x63
const P = 0x70

function nameEnd(file: Buffer, from: number, end: number): number {
  let at = from
  while (at < end && file[at] !== SPACE) at++
  return at
}

function total(ticks: Ten): CpuTicks {
  return {
    user: ticks[0],
    nice: ticks[1],
    system: ticks[2],
    idle: ticks[3],
    iowait: ticks[4],
    irq: ticks[5],
    softirq: ticks[6],
    steal: ticks[7],
    guest: ticks[8],
    guestNice: ticks[9],
  }
}

// Written out, and by index: with a spread and destructuring the whole file takes half as long again.
function online(id: number, ticks: Ten): Cpu {
  return {
    id,
    user: ticks[0],
    nice: ticks[1],
    system: ticks[2],
    idle: ticks[3],
    iowait: ticks[4],
    irq: ticks[5],
    softirq: ticks[6],
    steal: ticks[7],
    guest: ticks[8],
    guestNice: ticks[9],
  }
}

function cpuId(file: Buffer, digits: string, line: number, end: number): number {
  if (!/^\d{1,6}$/.test(digits)) throw new ParseError('stat cpu', file.toString('latin1', line, end))
  return Number(digits)
}

/** At most `most` numbers between `from` and `end`; stops at what is not one. */
function numbers(file: Buffer, from: number, end: number, most: number): number[] {
  const found: number[] = []
  let at = from
  while (found.length < most) {
    while (at < end && file[at] === SPACE) at++
    const start = at
    let value = 0
    for (let byte = file[at] as number; at < end && byte >= ZERO && byte <= NINE; byte = file[++at] as number) {
      value = value * 10 + (byte - ZERO)
    }
    if (at === start) break
    found.push(value)
  }
  return found
}

/** Printed without its sign: below 0 where the clock of a time namespace began before 1970. */
function signed(digits: string): number {
  return /^\d{1,20}$/.test(digits) ? Number(BigInt.asIntN(64, BigInt(digits))) : Number.NaN
}

function softirqTotals([, ...counts]: number[]): SoftirqTotals {
  const totals = new Map<string, number>()
  counts.forEach((count, i) => {
    const name = SOFTIRQS[i]
    if (name !== undefined) totals.set(name, count)
  })
  return totals
}

function quote(file: Buffer, from: number): string {
  const newline = file.indexOf(NEWLINE, from)
  return file.toString('latin1', from, Math.min(newline === -1 ? file.length : newline, from + 120))
}
