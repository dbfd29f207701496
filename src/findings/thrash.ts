import { bytesPerSecond, percentOf, perSecond } from '../format.ts'
import { type Blamed, blame } from '../model/blame.ts'
import { ioRate } from '../model/io-rates.ts'
import { both, reclaim } from '../model/reclaim/model.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { statRate } from '../model/task-rates.ts'
import { memoryPressure } from '../parse/pressure.ts'
import { vmstat } from '../parse/vmstat.ts'
import { culpritsOf, mostOf } from './parts/culprits.ts'
import { noRate } from './parts/missing.ts'
import { FULL_STALL_FROM, memoryStall, STALL_FROM } from './parts/stall.ts'
import { events, flow, share } from './parts/told.ts'
import type { Culprit, Rule } from './rule.ts'

export const thrash: Rule = {
  id: 'THRASH',
  title: 'working set does not fit',
  help: 'Pages that were evicted are needed again at once: memory is cycled between RAM and disk. workingset_refault, _activate and _restore of /proc/vmstat (mm/workingset.c), and the waiting for memory (PSI).',
  resource: 'memory',
  limits: {
    refault: { value: 20e6, unit: 'B/s', why: 'a disk is kept busy by it' },
    exit: { value: 10e6, unit: 'B/s', why: 'half of where it begins' },
    again: {
      value: 20,
      unit: '%',
      why: 'below, what comes back is not in use: a large file is read in circles',
    },
    stall: { value: 10, unit: '%', why: 'tasks wait for it in a tenth of the time' },
    stall_exit: { value: 5, unit: '%', why: 'half of where it begins' },
    full: { value: 10, unit: '%', why: 'in a tenth of the time nothing gets on' },
    faults: { value: 500, unit: '/s', why: 'more major faults than a disk with heads answers' },
  },
  window: 10,
  sources: () => [...reclaim.sources, memoryPressure],
  sign: (snapshot, limits) => (refaults(snapshot) ?? 0) >= limits('exit'),
  dear: () => ({ processes: { everybody: ['cgroup', 'io'] } }),
  see: (snapshot, limits) => {
    const rate = refaults(snapshot)
    if (rate === null) return noRate(snapshot, vmstat, 'workingset_refault')
    const now = snapshot.get(reclaim)
    const again = rate > 0 ? Math.min(1, cycled(snapshot) / rate) : 0
    const { some, full, missing } = memoryStall(snapshot)
    const evidence = [
      flow('pages that came back', rate, limits('refault'), '/proc/vmstat workingset_refault_*'),
      share(
        'of them in use',
        again,
        limits('again'),
        '/proc/vmstat workingset_activate_*, workingset_restore_*, pgsteal_anon',
      ),
      share('time tasks waited for memory', some, limits('stall'), STALL_FROM),
      share('time all tasks waited at once', full, limits('full'), FULL_STALL_FROM),
      events('major faults', now.majorFaults, limits('faults'), '/proc/vmstat pgmajfault'),
    ]
    if (rate < limits('exit') || again * 100 < limits('again')) return { clear: true, evidence }
    if (some === null) return missing ?? noRate(snapshot, vmstat, 'workingset_refault')
    if (some * 100 < limits('stall_exit')) return { clear: true, evidence }
    const isCritical = (full ?? 0) * 100 >= limits('full') || (now.majorFaults ?? 0) >= limits('faults')
    const { blamed, culprits } = readers(snapshot, rate)
    return {
      seen: isCritical ? 'critical' : 'warning',
      hold: rate < limits('refault') || some * 100 < limits('stall'),
      value: rate,
      says: `Tasks wait ${percentOf(some)} of the time because ${bytesPerSecond(rate)} of what was evicted are needed again: the working set does not fit.${mostOf(blamed, 'Most is read again by')}`,
      evidence,
      culprits,
      next: 'Make the working set smaller or give it more memory (raise the limit of its cgroup, if that is what is full); move what reads much to another machine or time.',
      caution: 'More swap does not help: the pages are in use.',
      verify: 'sar -B 1; grep workingset /proc/vmstat',
    }
  },
}

/** Who faults most pages in again; where faults are the lesser part, since what read(2) needs again is none, who reads most from disks. */
function readers(snapshot: Snapshot, rate: number): { blamed: readonly Blamed[]; culprits: readonly Culprit[] } {
  const { tasks, facts } = snapshot
  const faulting = blame(tasks, (row) => statRate(tasks, row, ({ stat }) => stat.majflt))
  const reading = blame(tasks, (row) => ioRate(tasks, row, ({ readBytes }) => readBytes))
  const byFaults = (snapshot.get(reclaim).majorFaults ?? 0) * facts.pageSize >= rate / 2 || reading.length === 0
  return byFaults
    ? { blamed: faulting, culprits: culpritsOf(faulting, (faults) => `${perSecond(faults)} major faults/s`) }
    : { blamed: reading, culprits: culpritsOf(reading, (bytes) => `${bytesPerSecond(bytes)} from disks`) }
}

/**
 * Pages that came back and are in use, not read in circles: of files those that the kernel says so of; what it restores it has
 * activated too, but for generations (mm/workingset.c workingset_refault, lru_gen_refault). Anonymous pages come back only
 * because a program needs them; while as many are evicted they are cycled, else a program wakes that had slept.
 */
function cycled(snapshot: Snapshot): number {
  const { activate, restore, refault, reclaimed } = snapshot.get(reclaim)
  const told = Math.max(activate.anon ?? 0, restore.anon ?? 0)
  const swapped = Math.min(refault.anon ?? 0, reclaimed.anon ?? 0)
  return Math.max(activate.file ?? 0, restore.file ?? 0) + Math.max(told, swapped)
}

function refaults(snapshot: Snapshot): number | null {
  return both(snapshot.get(reclaim).refault)
}
