import type { Config } from './config.ts'
import { loadRules } from './findings/index.ts'
import type { Host } from './host/host.ts'
import type { Findings } from './model/findings.ts'
import { NO_HISTORY, withPoint } from './model/history.ts'
import { ownSchedstat } from './model/load/own-late.ts'
import { machine } from './model/machine.ts'
import { Snapshot } from './model/snapshot.ts'
import { monotonic } from './monotonic.ts'
import { OwnSleep } from './own-sleep.ts'
import { loadavg } from './parse/loadavg.ts'
import { uptime } from './parse/uptime.ts'
import { awake } from './resumed.ts'
import { WHOLE_BUDGET } from './sample/budget.ts'
import { reading, type Samples } from './sample/sample.ts'
import { Sampler } from './sample/sampler.ts'
import { bothWant, NO_WANTS, type Wants } from './sample/wants.ts'
import { valueOf } from './source.ts'
import type { Seconds } from './units.ts'
import { wait } from './wait.ts'
import { Watcher } from './watcher.ts'

const never = () => undefined
/** A sign may ask for what is dear, and what that says for more. */
const ROUNDS = 3

/** What the rules find, sample after sample, without a terminal; of a capture once. `all`: whatever their cadence, for a short run. */
export async function* observe(
  host: Host,
  { limits, interval, all }: { readonly limits: Config['limits']; readonly interval: Seconds; readonly all: boolean },
): AsyncGenerator<Findings> {
  const watcher = new Watcher(await loadRules(), host.facts, limits, all)
  if (host.facts.clock === 'replayed') return yield* captured(host, watcher)
  const sampler = new Sampler(host, WHOLE_BUDGET)
  let samples: Samples | null = null
  let history = NO_HISTORY
  const sleep = new OwnSleep()
  for (let due = monotonic(); ; ) {
    samples = await sampler.take(wantsOf(watcher, samples), never)
    samples = awake(sampler, samples).samples
    const load1 = valueOf(reading(samples.after, loadavg))?.load1 ?? Number.NaN
    history = withPoint(history, samples.after.at, new Map([['load1', load1], ...sleep.point(samples)]))
    const snapshot = new Snapshot(samples, host.facts, history)
    const findings = watcher.look(snapshot)
    const { hidden } = snapshot.get(machine)
    if (findings) yield hidden > 0 ? { ...findings, hidden } : findings
    due = Math.max(due + interval * 1000, monotonic())
    const length = due - monotonic()
    sleep.begin(length)
    await wait(length)
    sleep.end(monotonic() - due)
  }
}

/** A capture has two instants: they are read again until all is there that was asked for. */
async function* captured(host: Host, watcher: Watcher): AsyncGenerator<Findings> {
  const sampler = new Sampler(host, WHOLE_BUDGET)
  let samples: Samples | null = null
  for (let round = 0; round < ROUNDS; round++) {
    const wants: Wants = wantsOf(watcher, samples)
    sampler.forget()
    await sampler.take(wants, never)
    samples = await sampler.take(wants, never)
    if (round > 0) watcher.again()
    wantsOf(watcher, samples)
    const findings = watcher.look(new Snapshot(samples, host.facts, NO_HISTORY))
    if (findings && round === ROUNDS - 1) yield findings
  }
}

function wantsOf(watcher: Watcher, samples: Samples | null): Wants {
  return bothWant(watcher.wants(samples), { ...NO_WANTS, sources: [uptime, ownSchedstat] })
}
