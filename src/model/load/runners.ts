import type { PidStat } from '../../parse/pid/stat.ts'
import { rate, seconds } from '../../rates.ts'
import type { Process } from '../../sample/process.ts'
import type { Thread } from '../../sample/threads.ts'
import { valueOf } from '../../source.ts'
import type { Rate, Share } from '../../units.ts'
import { byTable } from '../by-table.ts'
import type { Snapshot } from '../snapshot.ts'
import { moreRate } from '../task-rates.ts'

/** A thread that could run since the look before. */
export interface Runner {
  readonly process: Process
  readonly tid: number
  /** Of the thread. */
  readonly stat: PidStat
  /** CPUs it had: 1 is one CPU all the time. */
  readonly ran: number
  /** Of the time: it could run and had none. */
  readonly waited: Share
  /** Times it was given a CPU. */
  readonly slices: Rate<'slice'>
}

/**
 * Threads that could run, by /proc/PID/task/TID/schedstat: `run wait slices`. Null: their threads were not looked at twice yet, or this
 * kernel keeps no such times. Those of which only one look is known are left out.
 * Kernel: Documentation/scheduler/sched-stats.rst
 */
export const runners: (snapshot: Snapshot) => readonly Runner[] | null = byTable((snapshot: Snapshot) => {
  const { after, before } = snapshot.samples
  if (!after.processes?.scanned || !before?.processes) return null
  const found: Runner[] = []
  let known = false
  const { rows, was } = snapshot.tasks
  rows.forEach((process, row) => {
    const threads = after.processes?.threads.get(process.pid)
    if (!threads || threads.length === 0) {
      const [ran, waited, slices] = [
        moreRate(snapshot.tasks, row, 'schedstat', ({ run }) => run),
        moreRate(snapshot.tasks, row, 'schedstat', ({ wait }) => wait),
        moreRate(snapshot.tasks, row, 'schedstat', (times) => times.slices),
      ]
      if (ran === null || waited === null || slices === null) return
      known = true
      add(found, { process, tid: process.pid, stat: process.stat, ran: ran / 1e9, waited: waited / 1e9, slices })
      return
    }
    if (!was[row]) return
    const earlier = new Map(before.processes?.threads.get(process.pid)?.map((thread) => [thread.tid, thread]))
    for (const thread of threads) {
      const runner = ofThread(process, earlier.get(thread.tid), thread)
      if (!runner) continue
      known = true
      add(found, runner)
    }
  })
  return known ? found : null
})

/** Of the time it could run it had no CPU. */
export function waitShare({ ran, waited }: Pick<Runner, 'ran' | 'waited'>): Share {
  return ran + waited > 0 ? waited / (ran + waited) : 0
}

function add(found: Runner[], runner: Runner): void {
  if (runner.ran + runner.waited > 0) found.push(runner)
}

function ofThread(process: Process, was: Thread | undefined, now: Thread): Runner | null {
  const [from, to] = [valueOf(was?.schedstat), valueOf(now.schedstat)]
  if (!was || !from || !to || was.stat.starttime !== now.stat.starttime) return null
  const dt = seconds(was.at, now.at)
  const [ran, waited, slices] = [
    rate(from.run, to.run, dt),
    rate(from.wait, to.wait, dt),
    rate(from.slices, to.slices, dt),
  ]
  if (ran === null || waited === null || slices === null) return null
  return { process, tid: now.tid, stat: now.stat, ran: ran / 1e9, waited: waited / 1e9, slices }
}
