import type { Seconds } from '../../units.ts'

// include/linux/sched/loadavg.h: 11 bits behind the point, weights of one step for 1, 5 and 15 minutes.
const FIXED_1 = 2048
export const EXP_1 = 1884
export const EXP_5 = 2014
export const EXP_15 = 2037

/** LOAD_FREQ: a step every 5 s and one jiffy (4 ms at 250 Hz), so that it does not run with timers of whole seconds. */
export const STEP: Seconds = 5.004

export interface Averages {
  readonly load1: number
  readonly load5: number
  readonly load15: number
}

export type Trend = 'rising' | 'falling' | 'steady'

/** Where each average goes. */
export interface Trends {
  readonly load1: Trend
  readonly load5: Trend
  readonly load15: Trend
}

/**
 * One step of calc_load(), in the kernel's fixed point and exact: `load` and the result count 1/2048, `active` whole threads.
 * Kernel: include/linux/sched/loadavg.h, kernel/sched/loadavg.c
 */
export function step(load: number, exp: number, active: number): number {
  const target = Math.max(0, active) * FIXED_1
  const sum = load * exp + target * (FIXED_1 - exp)
  // Rounded up while it rises, or it would never reach a whole number.
  return Math.floor((target >= load ? sum + FIXED_1 - 1 : sum) / FIXED_1)
}

/** What /proc/loadavg prints of a fixed point average: two digits, after half of one is added (fs/proc/loadavg.c). */
export function printed(load: number): number {
  const shown = load + Math.floor(FIXED_1 / 200)
  return Math.floor(shown / FIXED_1) + Math.floor(((shown % FIXED_1) * 100) / FIXED_1) / 100
}

/** The averages after the next step, if `active` threads count then. */
export function next(now: Averages, active: number): Averages {
  const after = (load: number, exp: number): number => (load * exp + active * (FIXED_1 - exp)) / FIXED_1
  return { load1: after(now.load1, EXP_1), load5: after(now.load5, EXP_5), load15: after(now.load15, EXP_15) }
}

/**
 * How many threads counted at the last step, from the 1 minute average before and after it: n = (L' − L·0.91992) / 0.08008.
 * The averages are printed with two digits, so it is right within ±0.13. Never below 0.
 */
export function activeAtStep(before: number, after: number): number {
  return Math.max(0, (after * FIXED_1 - before * EXP_1) / (FIXED_1 - EXP_1))
}

/** How many threads counted on the average of all steps of a time, at least one. Never below 0. */
export function activeOver(before: number, after: number, time: Seconds): number {
  const kept = keptOver(Math.max(STEP, time))
  return Math.max(0, (after - before * kept) / (1 - kept))
}

function keptOver(time: Seconds): number {
  return (EXP_1 / FIXED_1) ** (time / STEP)
}

/** The 1 minute average some steps ago; 15 s are enough. */
export interface Earlier {
  readonly load1: number
  readonly age: Seconds
}

/**
 * An average moves towards what has run since: 15 minutes towards the average of 5, 5 towards that of 1, and 1 towards the number of
 * threads that took it from where it was `earlier` to where it is (without one, as 5 does). Rising or falling when target and
 * average are apart by more than 5 % of the larger and more than 0.05, plus what rounding to two digits can make of the target.
 */
export function trends(now: Averages, earlier: Earlier | null): Trends {
  const trend5 = trend(now.load5, now.load1, 0)
  return {
    load1: earlier === null || !(earlier.age > 0) ? trend5 : trendSince(earlier, now.load1),
    load5: trend5,
    load15: trend(now.load15, now.load5, 0),
  }
}

function trendSince(earlier: Earlier, load1: number): Trend {
  const kept = keptOver(earlier.age)
  const target = (load1 - earlier.load1 * kept) / (1 - kept)
  return trend(load1, Math.max(0, target), 0.01 / (1 - kept))
}

function trend(from: number, to: number, rounding: number): Trend {
  const least = Math.max(0.05, 0.05 * Math.max(from, to)) + rounding
  // Both are printed with two digits: 0.15 − 0.10 is 0.05, whatever binary fractions say.
  if (Math.abs(to - from) <= least + 1e-9) return 'steady'
  return to > from ? 'rising' : 'falling'
}

/** Load for each CPU the scope may use, quotas included: above 1, threads had to wait or sleep in D. */
export function perCpu(load: number, effectiveCpus: number): number | null {
  return effectiveCpus > 0 ? load / effectiveCpus : null
}
