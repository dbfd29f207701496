import { percentOf } from '../format.ts'
import { cpu } from '../model/cpu.ts'
import type { CpuShares } from '../model/load/cpus.ts'
import { pressure } from '../model/load/pressure.ts'
import type { Runner } from '../model/load/runners.ts'
import { victims } from '../model/load/victims.ts'
import { stat } from '../parse/stat.ts'
import { reading } from '../sample/sample.ts'
import { valueOf } from '../source.ts'
import type { Share } from '../units.ts'
import { HARM, type Harm, harm, jobName, jobScope, MANY_NEXT, manyJobs, victimSays, whoWaits } from './parts/harm.ts'
import { noRate } from './parts/missing.ts'
import { count, share } from './parts/told.ts'
import type { LimitValues, Rule } from './rule.ts'

/** Full CPUs are what a batch job should make of them; who else waits for one decides how bad it is. */
export const cpuSat: Rule = {
  id: 'CPU-SAT',
  title: 'CPUs are full',
  help: 'All CPUs are busy and tasks wait for one. It harms when threads outside of the busiest job stand in line. Where the hypervisor takes much of the time, STEAL says so instead. /proc/stat, /proc/pressure/cpu, /proc/PID/schedstat; Documentation/accounting/psi.rst.',
  resource: 'cpu',
  limits: {
    busy: { value: 90, unit: '%', why: 'beyond, whoever becomes runnable finds no free CPU' },
    exit: { value: 80, unit: '%', why: 'a margin, so that it does not flap' },
    stolen: {
      value: 25,
      unit: '% of busy',
      why: 'time that the hypervisor took counts as busy: from here on (STEAL is critical) CPUs are short because of the host',
    },
    waiting: { value: 20, unit: '%', why: 'full is fine for a batch job; waiting is the harm' },
    ...HARM,
  },
  window: 30,
  sources: () => [stat, ...pressure.sources],
  sign: (snapshot, limits) => isFull(snapshot.get(cpu), limits),
  dear: whoWaits,
  see(snapshot, limits) {
    const shares = snapshot.get(cpu)
    const now = valueOf(reading(snapshot.samples.after, stat))
    if (!shares || !now) return noRate(snapshot, stat, 'the time of CPUs')
    const busy = shares.busy * 100
    const waiting = snapshot.get(pressure).find(({ resource }) => resource === 'cpu')?.some?.avg10 ?? null
    const evidence = [
      share('CPU busy', shares.busy, limits('busy'), '/proc/stat cpu'),
      ...(isNotable(shares)
        ? [share('CPU busy: taken by the hypervisor', shares.steal, null, '/proc/stat cpu steal')]
        : []),
      share('time a task waited for a CPU', waiting, limits('waiting'), '/proc/pressure/cpu some avg10'),
      count('runnable tasks', now.procsRunning, many(now.cpus.length), '/proc/stat procs_running'),
    ]
    const isWaited = isLong(waiting, limits) || now.procsRunning > many(now.cpus.length)
    if (!isFull(shares, limits) || !isWaited) return { clear: true, evidence }
    const harmed = harm(snapshot, limits)
    const { hog } = harmed
    return {
      seen: harmed.severity,
      hold: busy < limits('busy'),
      value: busy,
      says: `The CPUs are ${hog ? 'kept ' : ''}${busyTold(shares)}${told(harmed, victims(snapshot)?.waiting[0])}.`,
      evidence: [...evidence, ...harmed.evidence],
      culprits: harmed.culprits,
      scope: jobScope(hog),
      next:
        hog?.isMain === false
          ? MANY_NEXT
          : 'See who it is in the processes pane, sorted by CPU; lower its priority, limit it (cpu.max), or give it its own machine.',
      verify: 'vmstat 1 # r, us, sy',
    }
  },
}

function isFull(shares: CpuShares | null, limits: LimitValues): boolean {
  if (!shares || shares.busy * 100 < limits('exit')) return false
  return shares.steal * 100 < limits('stolen') * shares.busy
}

/** Less than this is on most hosts, and is not worth a word. */
const NOTABLE: Share = 0.01

function isNotable({ steal }: CpuShares): boolean {
  return steal >= NOTABLE
}

/** What the hypervisor took is nobody's here. */
function busyTold(shares: CpuShares): string {
  if (!isNotable(shares)) return `${percentOf(shares.busy)} busy`
  return `${percentOf(shares.busy - shares.steal)} busy (and ${percentOf(shares.steal)} taken by the hypervisor)`
}

/** By whom, and who waits most: also below the limit of harm, where VICTIM-WAIT may hold on and name the same one. */
function told({ hog, evidence }: Harm, longest: Runner | undefined): string {
  const by = hog ? ` by ${hog.isMain ? jobName(hog) : manyJobs(hog)}` : ''
  if (evidence.length === 0) return by
  return longest ? `${by}: ${victimSays(longest)}` : `${by}; nobody else waits long`
}

function isLong(waiting: number | null, limits: LimitValues): boolean {
  return waiting !== null && waiting * 100 >= limits('waiting')
}

/** Runnable tasks that are more than a full machine has anyhow. */
function many(cpus: number): number {
  return cpus + Math.ceil(cpus / 4)
}
