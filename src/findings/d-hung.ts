import { age } from '../format.ts'
import { type History, pace } from '../model/history.ts'
import { load } from '../model/load/model.ts'
import { mayBeStuck, type Stuck, stuckThreads } from '../model/load/stuck.ts'
import { threadKey } from '../model/load/thread.ts'
import { loadavg } from '../parse/loadavg.ts'
import { stat } from '../parse/stat.ts'
import { seconds } from '../rates.ts'
import type { Nanos, Seconds } from '../units.ts'
import { notTold } from './parts/missing.ts'
import { itWaits, stuckCulprits, waitOf } from './parts/stuck-threads.ts'
import { allThreads, THREADS_ASKED } from './parts/threads-asked.ts'
import { count } from './parts/told.ts'
import type { Rule } from './rule.ts'

/** Since when each thread sleeps in the same place without having had a CPU. */
interface Kept {
  readonly began: Nanos
  readonly looks: number
  readonly last: Nanos
  readonly threads: ReadonlyMap<string, Sleep>
}

interface Sleep {
  readonly since: Nanos
  readonly wchan: string | null
  readonly ran: number | null
}

/** A gap between two samples, as after a pause of the machine or of whytop: nobody knows what was in it. */
const GAP: Seconds = 15
/** The same where samples are farther apart anyhow: times that. */
const LATE = 2.5
const LOOKS = 3

export const dHung: Rule<Kept> = {
  id: 'D-HUNG',
  title: 'a thread that hangs in the kernel',
  help: 'A thread of a program sleeps in D in one place and has had no CPU since. The kernel itself says "blocked for more than 120 seconds" (kernel.hung_task_timeout_secs). Told by /proc/PID/task/TID: stat, wchan, schedstat; frozen threads do not count.',
  resource: 'disks',
  limits: {
    warning: { value: 30, unit: 's', why: 'no disk that works takes so long, with retries and error handling' },
    critical: { value: 120, unit: 's', why: 'hung_task_timeout_secs of the kernel' },
  },
  window: 30,
  sources: () => [loadavg, stat],
  sign: mayBeStuck,
  dear: allThreads,
  see(snapshot, limits, kept) {
    const now = snapshot.samples.after.at
    if (snapshot.get(load).procsBlocked === null) return notTold(snapshot, stat, 'how many threads are blocked')
    const had = kept && !hasGap(snapshot.history, kept.last, now) ? kept : null
    const next = { began: had?.began ?? now, looks: (had?.looks ?? 0) + 1, last: now }
    const all = stuckThreads(snapshot)
    if (!all) {
      if (mayBeStuck(snapshot)) return THREADS_ASKED
      const evidence = [count('threads in D', 0, 0, '/proc/stat procs_blocked, /proc/PID/stat state')]
      return { clear: true, evidence, kept: { ...next, threads: new Map() } }
    }
    const threads = new Map(all.map((stuck) => [threadKey(stuck.thread.look), sleepOf(stuck, had, now)]))
    const since = (stuck: Stuck) => seconds(threads.get(threadKey(stuck.thread.look))?.since ?? now, now)
    // A short look asks for as long as it lasted.
    const least = Math.min(limits('warning'), Math.max(1, seconds(next.began, now) * 0.9))
    const hung = all.filter((stuck) => since(stuck) >= least).sort((a, b) => since(b) - since(a))
    const others = hung.filter(({ isVfork }) => !isVfork)
    const parents = hung.filter(({ isVfork }) => isVfork)
    const isVfork = others.length === 0
    // A parent waits for its child and for nothing of the kernel: it is told behind all others.
    const who = isVfork ? parents : others
    const [worst] = who
    const longest = worst ? since(worst) : Math.max(0, ...all.map(since))
    const evidence = [
      {
        what: 'longest sleep in one place',
        seen: longest,
        limit: limits('warning'),
        unit: 's',
        from: '/proc/PID/task/TID/wchan, schedstat',
      },
      count('threads that sleep so', who.length, 0, '/proc/PID/task/TID/stat state'),
      ...(isVfork || parents.length === 0
        ? []
        : [count('parents that wait for their vfork child so', parents.length, null, '/proc/PID/task/TID/wchan')]),
    ]
    if (!worst || next.looks < LOOKS) return { clear: true, evidence, kept: { ...next, threads } }
    const { look, wchan } = worst.thread
    return {
      seen: isVfork ? 'info' : longest >= limits('critical') ? 'critical' : 'warning',
      held: longest,
      value: longest,
      says: `${look.comm} ${look.tid} stands still since ${age(longest)}: ${itWaits(waitOf(worst))}${wchan ? ` (${wchan})` : ''}.`,
      evidence,
      culprits: stuckCulprits([...others, ...parents]),
      scope: { pids: [...others, ...parents].map(({ thread }) => thread.look.pid) },
      next: isVfork
        ? 'See why its child neither calls exec nor ends.'
        : 'Look at the disk, mount or server it waits for; the kernel log and /proc/PID/stack say where it stands.',
      // wait_for_vfork_done of kernel/fork.c is TASK_KILLABLE.
      caution: isVfork
        ? 'KILL ends it at once, and its child goes on without it.'
        : 'It cannot be killed before what it waits for is answered.',
      verify: `cat /proc/${look.pid}/task/${look.tid}/stack; dmesg | grep 'blocked .*for more than'`,
      kept: { ...next, threads },
    }
  },
}

/**
 * Between the samples since the last look, not between looks: those are as far apart as many threads make them. Before the first sample
 * that is still known there was none.
 */
function hasGap(history: History, last: Nanos, now: Nanos): boolean {
  const most = Math.max(GAP, LATE * (pace(history) ?? 0))
  const moments = [...Array.from(history.at).filter((at) => at >= last && at < now), now]
  return moments.some((at, i) => i > 0 && seconds(moments[i - 1] ?? at, at) > most)
}

function sleepOf({ thread: { look, wchan } }: Stuck, had: Kept | null, now: Nanos): Sleep {
  const was = had?.threads.get(threadKey(look))
  const same = was && was.wchan === wchan && was.ran === look.runNs
  return { since: same ? was.since : now, wchan, ran: look.runNs }
}
