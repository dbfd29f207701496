import { type PidStatus, parsePidStatus } from '../../parse/pid/status.ts'
import type { Process } from '../../sample/process.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { type Source, source, valueOf } from '../../source.ts'
import type { Share } from '../../units.ts'
import { isKernelThread } from '../command.ts'
import type { Snapshot } from '../snapshot.ts'
import { type PerCpu, perCpu } from './per-cpu.ts'
import { runQueues } from './run-queues.ts'

/** CPUs that are full with threads in line, while others are idle. */
export interface Imbalance {
  /** Longest line first. */
  readonly crowded: readonly (PerCpu & { readonly waiting: number })[]
  readonly idle: readonly PerCpu[]
}

/** A runnable thread, and where it may run. */
export interface Placed {
  readonly process: Process
  readonly tid: number
  readonly comm: string
  /** Cpus_allowed_list, cpuset included; null: not read yet. */
  readonly allowed: readonly number[] | null
}

/** Null: not known yet, or which CPU they wait for. */
export function imbalance(snapshot: Snapshot, waiting: number, idle: Share): Imbalance | null {
  const lines = runQueues(snapshot)?.lines
  const known = snapshot.get(perCpu).cpus.filter(({ shares }) => shares !== null)
  if (known.length === 0 || !lines) return null
  const crowded = known
    .filter(({ shares }) => (shares?.busy ?? 0) >= FULL)
    .map((cpu) => ({ ...cpu, waiting: lines.get(cpu.id) ?? 0 }))
    .filter((cpu) => cpu.waiting >= waiting)
  return { crowded: crowded.sort((a, b) => b.waiting - a.waiting), idle: known.filter((cpu) => isIdle(cpu, idle)) }
}

/** A cheap sign of it, where only pressure tells that somebody waits. */
export function mayBePinned(snapshot: Snapshot, idle: Share): boolean {
  const { cpus } = snapshot.get(perCpu)
  return cpus.some(({ shares }) => (shares?.busy ?? 0) >= FULL) && cpus.some((cpu) => isIdle(cpu, idle))
}

/** Runnable threads of programs that ran on these CPUs last. */
export function placedOn(snapshot: Snapshot, cpus: readonly number[]): readonly Placed[] {
  const { after } = snapshot.samples
  return runnable(snapshot.samples)
    .filter(({ processor }) => cpus.includes(processor))
    .map(({ process, tid, comm }) => {
      const own = tid === process.pid ? valueOf(process.more.status) : null
      const status = own ?? valueOf(reading(after, statusFile(process.pid, tid)))
      return { process, tid, comm, allowed: status?.cpusAllowedList ?? null }
    })
}

/** Where each thread may run: its process' status is only of the leader. */
export function placeSources(samples: Samples | null): readonly Source<unknown>[] {
  return samples ? runnable(samples).map(({ process, tid }) => statusFile(process.pid, tid)) : []
}

const FULL: Share = 0.9
/** More say no more. */
const MOST = 64

function isIdle({ shares }: PerCpu, least: Share): boolean {
  return shares !== null && shares.idle + shares.iowait >= least
}

function runnable({ after }: Samples) {
  const found: { process: Process; tid: number; comm: string; processor: number }[] = []
  for (const process of after.processes?.rows ?? []) {
    if (found.length >= MOST) break
    if (isKernelThread(process)) continue
    const threads = after.processes?.threads.get(process.pid) ?? []
    for (const { tid, stat } of threads.length > 0 ? threads : [{ tid: process.pid, stat: process.stat }])
      if (stat.state === 'R' && found.length < MOST)
        found.push({ process, tid, comm: stat.comm, processor: stat.processor })
  }
  return found
}

function statusFile(pid: number, tid: number): Source<PidStatus> {
  return source(`/proc/${pid}/task/${tid}/status`, parsePidStatus)
}
