import { stat } from '../../parse/stat.ts'
import type { Process } from '../../sample/process.ts'
import { reading } from '../../sample/sample.ts'
import { valueOf } from '../../source.ts'
import type { Share } from '../../units.ts'
import { byTable } from '../by-table.ts'
import { isKernelThread } from '../command.ts'
import { cpu } from '../cpu.ts'
import type { Snapshot } from '../snapshot.ts'
import { heldByQuota } from './held.ts'
import { type Jobs, jobsOf } from './jobs.ts'
import { type Runner, runners, waitShare } from './runners.ts'

/** Who used most CPU time; jobs.ts says what belongs together. */
export interface Job {
  /** Null: it is not known by a cgroup of its own. */
  readonly cgroup: string | null
  /** Its first process where that is in sight, else its busiest. */
  readonly leader: Process
  /** How many other process groups are of this job and used a CPU, where no cgroup names it: none of them is to blame alone. */
  readonly alike: number
  readonly cpus: number
  /** Of all that is used it has a good part; else it is only the largest of many. */
  readonly isMain: boolean
  readonly most: Process
  /** Of the thread that ran most. */
  readonly nice: number
}

export interface Victims {
  /** The job that used most CPU time, of those about equally large the one whose outsiders wait most; null: none did. */
  readonly hog: Job | null
  /** Threads outside of it that want a CPU at normal priority and stood in line, the longest first. */
  readonly waiting: readonly Runner[]
}

/** Of the time in line: a thread that works at all feels it. */
const FELT: Share = 0.1
/** CPUs: one that hardly wants any is late now and then, which it feels only where it stands in line so long. */
const WORKS = 0.05
const STANDS: Share = 0.2
/** A job that was made this much nicer than another gives way to it on purpose. */
const GIVES_WAY = 5
/** CPUs; a job that uses less is not what others wait for. */
const LARGE = 0.25
/**
 * Of the largest: one that is smaller by no more is as large as it. Between looks the turns of the scheduler make so much of a
 * difference, by which now the one and now the other would be the largest, and its threads victims or none.
 */
const ABOUT: Share = 0.75
/** Of what is used. */
const MAIN: Share = 1 / 3
const SCHED_BATCH = 3
const SCHED_IDLE = 5

/** Who waits for a CPU because of whom. Null: not looked at twice yet. */
export const victims: (snapshot: Snapshot) => Victims | null = byTable((snapshot: Snapshot) => {
  const all = runners(snapshot)?.filter(({ process }) => process.pid !== snapshot.facts.self)
  if (!all) return null
  const jobs = jobsOf(snapshot)
  const held = heldByQuota(snapshot.samples)
  const inLine = all
    .filter((runner) => isFelt(runner) && isNormal(runner) && !held(runner.process))
    .sort((a, b) => harm(b) - harm(a))
    .map((runner): InLine => ({ runner, key: jobs.keyOf(runner.process) }))
  const large = largestJobs(all, jobs, usedCpus(snapshot)).map((job) => {
    const isOutside = outsideOf(job, jobs)
    return { job, isOutside, harm: harm(inLine.find(isOutside)?.runner) }
  })
  // Where they do the same harm the larger one stays first.
  const [most] = large.sort((a, b) => b.harm - a.harm)
  const waiting = most ? inLine.filter(most.isOutside) : inLine
  return { hog: most?.job ?? null, waiting: waiting.map(({ runner }) => runner) }
})

interface InLine {
  readonly runner: Runner
  /** Of its job. */
  readonly key: string
}

/** A thread of the job itself waits for it only where the job was made nice and the thread was not. */
function outsideOf({ most, nice }: Job, jobs: Jobs): (one: InLine) => boolean {
  const own = jobs.keyOf(most)
  return ({ runner, key }) => key !== own || nice - runner.stat.nice >= GIVES_WAY
}

/** By how much one suffers: a long time in line, and much of the time it could run. */
function harm(runner: Runner | undefined): number {
  return runner ? waitShare(runner) * runner.waited : 0
}

/** The one that used most CPU time and those about as large, the largest first. */
function largestJobs(all: readonly Runner[], jobs: Jobs, used: number): readonly Job[] {
  const found = new Map<string, { cpus: number; most: Runner; groups: Set<number> }>()
  for (const runner of all) {
    if (isKernelThread(runner.process)) continue
    const key = jobs.keyOf(runner.process)
    const job = found.get(key) ?? { cpus: 0, most: runner, groups: new Set() }
    found.set(key, job)
    job.cpus += runner.ran
    if (runner.ran > job.most.ran) job.most = runner
    if (runner.ran > 0) job.groups.add(runner.process.stat.pgrp)
  }
  const sorted = [...found.values()].sort((a, b) => b.cpus - a.cpus)
  const least = Math.max(LARGE, ABOUT * (sorted[0]?.cpus ?? 0))
  return sorted
    .filter(({ cpus }) => cpus >= least)
    .map(({ cpus, most: { process, stat }, groups }) => ({
      cgroup: jobs.cgroupOf(process),
      alike: jobs.cgroupOf(process) === null ? groups.size - 1 : 0,
      leader: jobs.leaderOf(process),
      cpus,
      isMain: cpus >= MAIN * used,
      most: process,
      nice: stat.nice,
    }))
}

/** By all, also by those that ended between two looks. */
function usedCpus(snapshot: Snapshot): number {
  const shares = snapshot.get(cpu)
  const online = valueOf(reading(snapshot.samples.after, stat))?.cpus.length ?? 0
  return shares ? (shares.busy - shares.steal) * online : 0
}

function isFelt({ ran, waited }: Runner): boolean {
  return waited >= STANDS || (waited >= FELT && ran >= WORKS)
}

function isNormal({ process, stat }: Runner): boolean {
  return stat.nice <= 0 && stat.policy !== SCHED_BATCH && stat.policy !== SCHED_IDLE && !isKernelThread(process)
}
