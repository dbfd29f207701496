import { age, load as average, percentOf } from '../format.ts'
import { kills } from '../model/kernel-log/kills.ts'
import { kernelLog } from '../model/kernel-log/log.ts'
import { logNow } from '../model/kernel-log/now.ts'
import { type Burst, type Past, past } from '../model/load/past.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { LogRecord } from '../parse/kmsg.ts'
import { loadavg } from '../parse/loadavg.ts'
import { seconds } from '../rates.ts'
import type { Process } from '../sample/process.ts'
import { valueOf } from '../source.ts'
import type { Nanos, Seconds } from '../units.ts'
import { processCulprit } from './parts/culprits.ts'
import { logSources } from './parts/kernel-log.ts'
import { notTold } from './parts/missing.ts'
import { count, share } from './parts/told.ts'
import type { Evidence, LimitValues, Rule } from './rule.ts'

/** `kept`: when it first looked; what the kernel said since then other rules list. */
export const pastBurst: Rule<Nanos> = {
  id: 'PAST-BURST',
  title: 'a burst that is over',
  help: 'Something kept this machine busy some minutes ago and is over: averages of 5 minutes, or of 15, are high, those of the last moments are not. What remains of it is the CPU time of children that have ended, in cutime and cstime of their parents, and what the kernel said. /proc/loadavg, avg300 of /proc/pressure, /dev/kmsg.',
  resource: 'cpu',
  limits: {
    load: { value: 2, unit: '×', why: 'load of 5 minutes by that of 1: it has ended some 3 minutes ago at most' },
    load15: {
      value: 2,
      unit: '×',
      why: 'load of 15 minutes by that of 5: it has ended some 5 minutes ago, a short one 10',
    },
    least: { value: 0.5, unit: '', why: 'such load for each CPU, at least 1 in all: less kept nobody waiting' },
    stall: {
      value: 5,
      unit: '%',
      why: 'of the last 300 s somebody was stalled beyond what there is now: 15 s of stall and more',
    },
    still: { value: 50, unit: '%', why: 'of what it was: then it goes on' },
  },
  window: 10,
  // The past does not change.
  every: 15,
  sources: () => past.sources,
  sign: (snapshot, limits) => worst(snapshot, limits) !== null,
  dear: (samples) => ({ sources: logSources(samples), processes: { threads: 'none' } }),
  see(snapshot, limits, kept) {
    const known = snapshot.get(past)
    if (!known) return notTold(snapshot, loadavg, 'the load average')
    const began = kept ?? snapshot.samples.after.at
    const burst = worst(snapshot, limits)
    if (!burst) return { clear: true, evidence: known.all.map((one) => told(one, limits)), kept: began }
    const others = known.all.filter((one) => one !== burst && !isSame(one, burst))
    const who = parents(snapshot)
    const [first] = who
    const said = saidBefore(snapshot, began)
    return {
      seen: 'info',
      value: burst.was,
      says: [
        SAYS[burst.what](burst),
        'It is over.',
        ...said.map(({ words }) => words),
        ...(first
          ? [`Of the CPU time of ended children most belongs to those of ${first.stat.comm} ${first.pid}.`]
          : []),
      ].join(' '),
      evidence: [burst, ...others].map((one) => told(one, limits)).concat(said.map(({ line }) => line)),
      culprits: who.map((parent) =>
        processCulprit(parent, `${average(ticksOf(parent) * snapshot.facts.tick)} s of CPU in children`),
      ),
      next: 'See what runs by the clock (cron, timers, backup) and the kernel log of that time.',
      caution: 'The CPU time of children is since each parent began, not of this burst alone.',
      verify: 'cat /proc/loadavg /proc/pressure/*; sar -q',
      kept: began,
    }
  },
}

/** The one that stands out most; null: nothing is over. */
function worst(snapshot: Snapshot, limits: LimitValues): Burst | null {
  const known = snapshot.get(past)
  if (!known) return null
  const over = known.all.filter((burst) => isOver(burst, known, limits))
  const single = over.filter((burst) => burst.what !== 'load15' || !over.some((other) => isSame(burst, other)))
  const weight = ({ what, was }: Burst) => (isLoad(what) ? was / known.cpus : was)
  return single.sort((a, b) => weight(b) - weight(a))[0] ?? null
}

function isOver({ what, was, now }: Burst, { cpus, active, load }: Past, limits: LimitValues): boolean {
  if (now * 100 > was * limits('still')) return false
  if (!isLoad(what)) return (was - now) * 100 >= limits('stall')
  // An average takes minutes to fall; what runs now tells whether it is over, and the last minute whether something else began.
  if (active > cpus) return false
  return was > Math.max(now, load) * limits(what) && was >= Math.max(1, cpus * limits('least'))
}

function isLoad(what: Burst['what']): what is 'load' | 'load15' {
  return what === 'load' || what === 'load15'
}

/** One burst raises both averages. */
function isSame(one: Burst, other: Burst): boolean {
  return one.what !== other.what && isLoad(one.what) && isLoad(other.what)
}

const SAYS: Readonly<Record<Burst['what'], (burst: Burst) => string>> = {
  load: ({ was, now }) => `The load was ${average(was)} over 5 minutes and is ${average(now)} now.`,
  load15: ({ was, now }) => `The load was ${average(was)} over 15 minutes and ${average(now)} over the last 5.`,
  cpu: ({ was, now }) =>
    `Threads waited for a CPU in ${percentOf(was)} of the last 5 minutes, and in ${percentOf(now)} of the last 10 s.`,
  memory: ({ was, now }) =>
    `Threads waited for memory in ${percentOf(was)} of the last 5 minutes, and in ${percentOf(now)} of the last 10 s.`,
  io: ({ was, now }) =>
    `Threads waited for disks in ${percentOf(was)} of the last 5 minutes, and in ${percentOf(now)} of the last 10 s.`,
}

const MINUTES = { load: 5, load15: 15 } as const

function told({ what, was, now }: Burst, limits: LimitValues): Evidence {
  if (isLoad(what))
    return count(`load of ${MINUTES[what]} minutes`, was, Math.max(1, now * limits(what)), '/proc/loadavg')
  return share(
    `stalled for ${what}: last 300 s beyond the last 10 s`,
    Math.max(0, was - now),
    limits('stall'),
    `/proc/pressure/${what} some`,
  )
}

/** The span of the longest average. */
const LATELY: Seconds = 900

interface Said {
  readonly words: string
  readonly line: Evidence
}

/** The last kill for want of memory, and the last task that hung, of before this was watched: what came since then other rules list. */
function saidBefore(snapshot: Snapshot, began: Nanos): readonly Said[] {
  const { after } = snapshot.samples
  const log = valueOf(kernelLog(snapshot))
  const now = logNow(snapshot)
  if (!log || now === null) return []
  const watched = seconds(began, after.at)
  const said = SAID.flatMap(({ words, stands }) => {
    if (stands(snapshot)) return []
    const entry = log.entries.findLast(
      // Only what the kernel itself said counts: programs may write to the log too.
      (one) => one.facility === 0 && now - one.at >= watched && now - one.at <= LATELY && words(one) !== null,
    )
    return entry ? [{ ago: Math.max(0, now - entry.at), text: entry.text, words: words(entry) }] : []
  })
  return said
    .sort((a, b) => b.ago - a.ago)
    .map(({ ago, text, words }) => ({
      words: `${words} ${age(ago)} ago.`,
      line: { what: `the kernel said, ${age(ago)} ago`, seen: text, limit: null, unit: '', from: '/dev/kmsg' },
    }))
}

/** kernel/hung_task.c check_hung_task(); newer kernels put `in I/O wait` between. */
const HUNG = /^INFO: task (.+):(\d+) blocked (?:in I\/O wait )?for more than \d+ seconds/

/** How it is told, and whether it goes on: then it is no past, and its own rule tells it. */
const SAID: readonly {
  readonly words: (entry: LogRecord) => string | null
  readonly stands: (snapshot: Snapshot) => boolean
}[] = [
  {
    words: (entry) => {
      const [kill] = kills({ entries: [entry], lost: 0 })
      return kill ? `The kernel killed ${kill.comm} ${kill.pid} for want of memory` : null
    },
    stands: () => false,
  },
  {
    words: ({ text }) => {
      const [, comm, pid] = HUNG.exec(text) ?? []
      return comm ? `Task ${comm} ${pid} hung in the kernel` : null
    },
    stands: ({ samples }) => (samples.after.processes?.tally.states.D ?? 0) > 0,
  },
]

/** Pid 1 inherits what nobody waited for, of all time. */
function parents({ tasks }: Snapshot): readonly Process[] {
  const some = tasks.rows.filter((row) => row.pid > 1 && ticksOf(row) > 0)
  return some.sort((a, b) => ticksOf(b) - ticksOf(a)).slice(0, 3)
}

function ticksOf({ stat }: Process): number {
  return stat.cutime + stat.cstime
}
