import { top } from '../../model/load/attribute.ts'
import { perCpu as loadPerCpu } from '../../model/load/average.ts'
import { CAUSE_KEYS, tally, UNCOUNTED_KEYS } from '../../model/load/cause.ts'
import type { Contribution } from '../../model/load/contribution.ts'
import type { CpuShares } from '../../model/load/cpus.ts'
import { load } from '../../model/load/model.ts'
import { perCpu } from '../../model/load/per-cpu.ts'
import { pressure, type StallShares } from '../../model/load/pressure.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { mainCause, type Watched, watched } from './shares.ts'
import { trendsOf } from './summary.ts'

/** Raw values, units in the key, null where it is not known. `tasks` add up to `total`. */
export function loadJson(snapshot: Snapshot): Readonly<Record<string, unknown>> {
  const now = snapshot.get(load)
  const { threads } = now
  const load1 = now.averages?.load1 ?? null
  const cpus = now.effective?.cpus ?? null
  return {
    load1,
    load5: now.averages?.load5 ?? null,
    load15: now.averages?.load15 ?? null,
    effective_cpus: cpus,
    load1_per_cpu: load1 === null || cpus === null ? null : loadPerCpu(load1, cpus),
    trend: trendsOf(snapshot),
    procs_running: now.procsRunning,
    procs_blocked: now.procsBlocked,
    tasks: threads?.tasks ?? unknown(CAUSE_KEYS),
    total: threads?.total ?? null,
    waiting_not_found: now.procsRunning === null ? null : (threads?.waitingNotFound ?? null),
    not_counted: threads?.notCounted ?? unknown(UNCOUNTED_KEYS),
    threads_seen: now.threadsSeen,
    threads_total: now.threadsTotal,
    threads:
      threads?.threads.map(({ look, cause, wchan, says }) => ({
        tid: look.tid,
        pid: look.pid,
        state: look.state,
        cause,
        wchan,
        why: says,
        comm: look.comm,
        command: look.command,
      })) ?? null,
    attribution: attribution(watched(snapshot)),
    pressure: Object.fromEntries(
      snapshot.get(pressure).map(({ resource, some, full }) => [resource, { some: stall(some), full: stall(full) }]),
    ),
    cpus: snapshot
      .get(perCpu)
      .cpus.map(({ id, shares, waiting }) => ({ cpu: id, ...percents(shares), run_queue_waiting: waiting })),
  }
}

function unknown(keys: readonly string[]): Readonly<Record<string, null>> {
  return Object.fromEntries(keys.map((key) => [key, null]))
}

const MOST = 100

/** Shares of the 1 minute average, as far as it was watched. */
function attribution(known: Watched | null) {
  if (!known) return null
  const { shares, state } = known
  const part = (one: Contribution) => ({
    tid: one.tid,
    pid: one.pid,
    load1: one.load,
    load1_percent: (one.load / shares.load) * 100,
    cause: mainCause(one),
    command: one.command,
  })
  return {
    causes_percent: tally(CAUSE_KEYS, (cause) => shares.causes[cause] * 100),
    before_percent: shares.before * 100,
    threads: top(state.threads, MOST).map(part),
    processes: top(state.processes, MOST).map(part),
  }
}

function stall(shares: StallShares | null) {
  return (
    shares && { avg10_percent: shares.avg10 * 100, interval_percent: shares.now === null ? null : shares.now * 100 }
  )
}

const FIELDS = ['busy', 'usr', 'nice', 'sys', 'iowait', 'irq', 'soft', 'steal', 'guest', 'gnice', 'idle'] as const

function percents(shares: CpuShares | null): Readonly<Record<string, number | null>> {
  return Object.fromEntries(FIELDS.map((field) => [`${field}_percent`, shares && shares[field] * 100]))
}
