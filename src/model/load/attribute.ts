import type { Nanos, Seconds, Share } from '../../units.ts'
import { CAUSE_KEYS, type Cause, tally } from './cause.ts'
import { type Contribution, fold, SMALL } from './contribution.ts'
import type { Decomposed } from './decompose.ts'

/** The 1 minute average, taken apart as far as it was watched. A fold: see attribute(). */
export interface Attribution {
  readonly at: Nanos
  readonly causes: Readonly<Record<Cause, number>>
  /** By processKey() and threadKey(). */
  readonly processes: ReadonlyMap<string, Contribution>
  readonly threads: ReadonlyMap<string, Contribution>
  /** Runnable, but in no thread seen: part of `causes.waiting`. */
  readonly notFound: number
  /** Of processes and of threads too small to be kept. */
  readonly smallProcesses: number
  readonly smallThreads: number
  /** What the average held when we began or while we did not look. Null: it could not be read. */
  readonly before: number | null
}

/** One decomposed sample. */
export interface LoadSample {
  readonly at: Nanos
  readonly load: Decomposed
  /** The 1 minute average as the kernel has it. */
  readonly load1: number | null
}

const WINDOW: Seconds = 60

/** A sample tells nothing of a time longer than two steps of the kernel: suspend, a stopped program, a pane not looked at. */
const GAP: Seconds = 10

/**
 * Adds a sample: all that was there decays by exp(−dt/60 s), and the threads now counted get the rest, 1 − exp(−dt/60 s) each.
 * That is the kernel's own average (0.91992 per 5 s), taken apart; begun from the average found, it adds up to what the kernel shows
 * but for threads that came and went between two looks. Memory and time are bound by MOST names.
 */
export function attribute(state: Attribution | null, sample: LoadSample): Attribution {
  if (state === null) return begin(sample)
  const dt = (sample.at - state.at) / 1e9
  if (!(dt > 0)) return state
  const keep = Math.exp(-dt / WINDOW)
  const add = 1 - Math.exp(-Math.min(dt, GAP) / WINDOW)
  const { tasks, threads, waitingNotFound } = sample.load
  const causes = tally(CAUSE_KEYS, (cause) => state.causes[cause] * keep + tasks[cause] * add)
  const seen = CAUSE_KEYS.reduce((sum, cause) => sum + causes[cause], 0)
  const before = dt > GAP ? unseen(sample.load1, seen) : state.before === null ? null : state.before * keep
  const least = SMALL * (seen + (before ?? 0))
  const byProcess = fold(state.processes, threads, keep, add, least, 'process')
  const byThread = fold(state.threads, threads, keep, add, least, 'thread')
  return {
    at: sample.at,
    causes,
    processes: byProcess.kept,
    threads: byThread.kept,
    notFound: state.notFound * keep + waitingNotFound * add,
    smallProcesses: state.smallProcesses * keep + byProcess.dropped,
    smallThreads: state.smallThreads * keep + byThread.dropped,
    before,
  }
}

/** Shares of the whole; null while there is no load at all. */
export interface Shares {
  readonly causes: Readonly<Record<Cause, Share>>
  readonly before: Share
  readonly notFound: Share
  readonly smallProcesses: Share
  readonly smallThreads: Share
  /** The whole: the average as far as it is known. */
  readonly load: number
}

/** causes + before = 1; all processes (or threads) + notFound + smallProcesses (smallThreads) + before = 1. */
export function shares(state: Attribution): Shares | null {
  const load = CAUSE_KEYS.reduce((sum, cause) => sum + state.causes[cause], state.before ?? 0)
  if (!(load > 0)) return null
  return {
    causes: tally(CAUSE_KEYS, (cause) => state.causes[cause] / load),
    before: (state.before ?? 0) / load,
    notFound: state.notFound / load,
    smallProcesses: state.smallProcesses / load,
    smallThreads: state.smallThreads / load,
    load,
  }
}

/** The largest first. */
export function top(contributions: ReadonlyMap<string, Contribution>, most: number): readonly Contribution[] {
  return [...contributions.values()].sort((a, b) => b.load - a.load).slice(0, most)
}

function begin(sample: LoadSample): Attribution {
  return {
    at: sample.at,
    causes: tally(CAUSE_KEYS, () => 0),
    processes: new Map(),
    threads: new Map(),
    notFound: 0,
    smallProcesses: 0,
    smallThreads: 0,
    before: sample.load1,
  }
}

/** After a gap only the kernel knows how much of the average came in it. */
function unseen(load1: number | null, seen: number): number | null {
  return load1 === null ? null : Math.max(0, load1 - seen)
}
