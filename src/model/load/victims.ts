import type { Process } from '../../sample/process.ts'
import type { Share } from '../../units.ts'
import { byTable } from '../by-table.ts'
import { isKernelThread } from '../command.ts'
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
  readonly cpus: number
  readonly most: Process
  /** Of the thread that ran most. */
  readonly nice: number
}

export interface Victims {
  /** The job that used most CPU time; null: none did. */
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
const SCHED_BATCH = 3
const SCHED_IDLE = 5

/** Who waits for a CPU because of whom. Null: not looked at twice yet. */
export const victims: (snapshot: Snapshot) => Victims | null = byTable((snapshot: Snapshot) => {
  const all = runners(snapshot)?.filter(({ process }) => process.pid !== snapshot.facts.self)
  if (!all) return null
  const jobs = jobsOf(snapshot)
  const hog = largestJob(all, jobs)
  const own = hog && jobs.keyOf(hog.most)
  const held = heldByQuota(snapshot.samples)
  const waiting = all.filter(
    (runner) =>
      isFelt(runner) &&
      isNormal(runner) &&
      !held(runner.process) &&
      (hog === null || jobs.keyOf(runner.process) !== own || hog.nice - runner.stat.nice >= GIVES_WAY),
  )
  return { hog, waiting: waiting.sort((a, b) => waitShare(b) * b.waited - waitShare(a) * a.waited) }
})

function largestJob(all: readonly Runner[], jobs: Jobs): Job | null {
  const found = new Map<string, { cpus: number; most: Runner }>()
  for (const runner of all) {
    if (isKernelThread(runner.process)) continue
    const key = jobs.keyOf(runner.process)
    const job = found.get(key)
    if (!job) found.set(key, { cpus: runner.ran, most: runner })
    else {
      job.cpus += runner.ran
      if (runner.ran > job.most.ran) job.most = runner
    }
  }
  const [largest] = [...found.values()].sort((a, b) => b.cpus - a.cpus)
  if (!largest || largest.cpus < LARGE) return null
  const { process, stat } = largest.most
  return {
    cgroup: jobs.cgroupOf(process),
    leader: jobs.leaderOf(process),
    cpus: largest.cpus,
    most: process,
    nice: stat.nice,
  }
}

function isFelt({ ran, waited }: Runner): boolean {
  return waited >= STANDS || (waited >= FELT && ran >= WORKS)
}

function isNormal({ process, stat }: Runner): boolean {
  return stat.nice <= 0 && stat.policy !== SCHED_BATCH && stat.policy !== SCHED_IDLE && !isKernelThread(process)
}
