import { stat } from '../../parse/stat.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { valueOf } from '../../source.ts'
import type { Rate, Share } from '../../units.ts'
import { type EffectiveCpus, effectiveCpus } from '../load/effective.ts'
import { type CgroupLimits, throttledShare } from '../process/cgroup-limits.ts'
import { FULL } from '../process/scaling.ts'
import { sumKnown } from '../sum-known.ts'
import type { Flow } from './flow.ts'
import type { Worker } from './workers.ts'

/** What a service makes of the CPUs it may use. Null: not known (yet). */
export interface AppScaling {
  /** What does its work: processes, or where there is only one of them, its threads. */
  readonly unit: 'process' | 'thread'
  /** Without a main process, which only gives out the work. */
  readonly workers: number
  /** Of these, those that run or could run a tenth of the time and more. */
  readonly active: number | null
  /** Those that fill a CPU. */
  readonly full: number | null
  /** CPUs used by all of it. */
  readonly used: number | null
  readonly effective: EffectiveCpus | null
  readonly online: number | null
  /** Of the time that its threads could run, they had no CPU. */
  readonly waiting: Share | null
  /** Threads in D now. */
  readonly blocked: number
  /** Of the periods of the quota that binds, those in which it was used up. */
  readonly throttled: Share | null
  readonly voluntary: Rate<'switch'> | null
  readonly involuntary: Rate<'switch'> | null
  /** Connections that wait for accept(2) at all its listeners; null: it has none, or not known. */
  readonly queue: number | null
}

/** A worker that runs or waits for a CPU less of the time than this has hardly anything to do. */
export const ACTIVE: Share = 0.1

export function appScaling(
  samples: Samples,
  workers: readonly Worker[],
  limits: CgroupLimits,
  listeners: readonly Flow[] | null,
): AppScaling {
  const hands = handsOf(workers)
  const only = hands.length === 1 ? hands[0] : undefined
  const threads = only && only.process.stat.threads > 1 ? only.threads : null
  const times = threads ?? hands.flatMap(({ cpus, waiting }) => (cpus === null ? [] : [cpus + (waiting ?? 0)]))
  const ran = threads ?? hands.flatMap(({ cpus }) => (cpus === null ? [] : [cpus]))
  const count = (of: readonly number[], least: number) =>
    of.length === 0 ? null : of.filter((one) => one >= least).length
  const online = valueOf(reading(samples.after, stat))?.cpus.map(({ id }) => id) ?? []
  const effective =
    online.length === 0
      ? null
      : effectiveCpus({ online, affinity: affinityOf(workers), cpuset: limits.cpuset, quotas: limits.quotas })
  const paired = workers.filter(({ line }) => line !== null)
  const [run, wait] = [sumKnown(paired.map(({ cpus }) => cpus)), sumKnown(paired.map(({ waiting }) => waiting))]
  return {
    unit: threads ? 'thread' : 'process',
    workers: threads ? (only?.process.stat.threads ?? 0) : hands.length,
    active: count(times, ACTIVE),
    full: count(ran, FULL),
    used: sumKnown(workers.map(({ cpus }) => cpus)),
    effective,
    online: online.length || null,
    waiting: run === null || wait === null ? null : run + wait > 0 ? wait / (run + wait) : 0,
    blocked: workers.reduce((all, { blocked }) => all + blocked, 0),
    throttled: throttledShare(limits, effective),
    voluntary: sumKnown(workers.map(({ voluntary }) => voluntary)),
    involuntary: sumKnown(workers.map(({ involuntary }) => involuntary)),
    queue: listeners && listeners.length > 0 ? sumKnown(listeners.map(({ listener }) => listener?.queue ?? 0)) : null,
  }
}

/** Without a main process that does no work of its own. */
function handsOf(workers: readonly Worker[]): readonly Worker[] {
  const hands = workers.filter(({ isMain, cpus }) => !isMain || (cpus ?? 0) >= ACTIVE)
  return hands.length > 0 ? hands : workers
}

/** CPUs that any of them may use: workers may be bound to one each. */
function affinityOf(workers: readonly Worker[]): readonly number[] | null {
  const known = workers.flatMap(({ affinity }) => (affinity ? [affinity] : []))
  return known.length === 0 ? null : [...new Set(known.flat())].sort((a, b) => a - b)
}
