import { load as average, percentOf } from '../format.ts'
import { type Burst, past } from '../model/load/past.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { loadavg } from '../parse/loadavg.ts'
import type { Process } from '../sample/process.ts'
import { processCulprit } from './parts/culprits.ts'
import { notTold } from './parts/missing.ts'
import { count, share } from './parts/told.ts'
import type { Evidence, LimitValues, Rule } from './rule.ts'

export const pastBurst: Rule = {
  id: 'PAST-BURST',
  title: 'it is over',
  help: 'Something kept this machine busy some minutes ago and is over: averages of 5 minutes are high, those of the last moments are not. What remains of it is the CPU time of children that have ended, in cutime and cstime of their parents. /proc/loadavg, avg300 of /proc/pressure.',
  resource: 'cpu',
  limits: {
    load: { value: 2, unit: 'x', why: 'load of 5 minutes by that of 1: it has ended some 3 minutes ago at most' },
    least: { value: 0.5, unit: '', why: 'load of 5 minutes for each CPU, at least 1 in all: less kept nobody waiting' },
    stall: {
      value: 5,
      unit: '%',
      why: 'of the last 300 s somebody was stalled beyond what there is now: 15 s of stall and more',
    },
    still: { value: 50, unit: '%', why: 'of what it was: then it goes on' },
  },
  window: 10,
  every: 5,
  sources: () => past.sources,
  sign: (snapshot, limits) => worst(snapshot, limits) !== null,
  dear: () => ({ processes: { threads: 'none' } }),
  see(snapshot, limits) {
    const known = snapshot.get(past)
    if (!known) return notTold(snapshot, loadavg, 'the load average')
    const evidence = known.all.map((burst) => told(burst, limits))
    const burst = worst(snapshot, limits)
    if (!burst) return { clear: true, evidence }
    const who = parents(snapshot)
    const [first] = who
    return {
      seen: 'info',
      value: burst.was,
      says: `${SAYS[burst.what](burst)} It is over.${first ? ` Of the CPU time of ended children most belongs to those of ${first.stat.comm} ${first.pid}.` : ''}`,
      evidence: [told(burst, limits), ...evidence.filter((_, i) => known.all[i] !== burst)],
      culprits: who.map((parent) =>
        processCulprit(parent, `${average(ticksOf(parent) * snapshot.facts.tick)} s of CPU in children`),
      ),
      next: 'See what runs by the clock (cron, timers, backup) and the kernel log of that time.',
      caution: 'The CPU time of children is since each parent began, not of this burst alone.',
      verify: 'cat /proc/loadavg /proc/pressure/*; sar -q',
    }
  },
}

/** The one that stands out most; null: nothing is over. */
function worst(snapshot: Snapshot, limits: LimitValues): Burst | null {
  const known = snapshot.get(past)
  if (!known) return null
  const over = known.all.filter((burst) => {
    if (burst.now * 100 > burst.was * limits('still')) return false
    if (burst.what !== 'load') return (burst.was - burst.now) * 100 >= limits('stall')
    // An average takes minutes to fall; what runs now tells whether it is over.
    if (known.active > known.cpus) return false
    return burst.was > burst.now * limits('load') && burst.was >= Math.max(1, known.cpus * limits('least'))
  })
  const weight = ({ what, was }: Burst) => (what === 'load' ? was / known.cpus : was)
  return over.sort((a, b) => weight(b) - weight(a))[0] ?? null
}

const SAYS: Readonly<Record<Burst['what'], (burst: Burst) => string>> = {
  load: ({ was, now }) => `The load was ${average(was)} over 5 minutes and is ${average(now)} now.`,
  cpu: ({ was, now }) =>
    `Threads waited for a CPU in ${percentOf(was)} of the last 5 minutes, and in ${percentOf(now)} of the last 10 s.`,
  memory: ({ was, now }) =>
    `Threads waited for memory in ${percentOf(was)} of the last 5 minutes, and in ${percentOf(now)} of the last 10 s.`,
  io: ({ was, now }) =>
    `Threads waited for disks in ${percentOf(was)} of the last 5 minutes, and in ${percentOf(now)} of the last 10 s.`,
}

function told({ what, was, now }: Burst, limits: LimitValues): Evidence {
  if (what === 'load') return count('load of 5 minutes', was, Math.max(1, now * limits('load')), '/proc/loadavg')
  return share(
    `stalled for ${what}: last 300 s beyond the last 10 s`,
    Math.max(0, was - now),
    limits('stall'),
    `/proc/pressure/${what} some`,
  )
}

/** Pid 1 inherits what nobody waited for, of all time. */
function parents({ tasks }: Snapshot): readonly Process[] {
  const some = tasks.rows.filter((row) => row.pid > 1 && ticksOf(row) > 0)
  return some.sort((a, b) => ticksOf(b) - ticksOf(a)).slice(0, 3)
}

function ticksOf({ stat }: Process): number {
  return stat.cutime + stat.cstime
}
