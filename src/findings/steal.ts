import { percentOf } from '../format.ts'
import { cpu } from '../model/cpu.ts'
import { demand } from '../model/load/demand.ts'
import { type OwnLateness, ownLateness } from '../model/load/own-late.ts'
import { stat } from '../parse/stat.ts'
import { settingCulprit } from './parts/culprits.ts'
import { noRate } from './parts/missing.ts'
import { count, share } from './parts/told.ts'
import type { Culprit, Evidence, LimitValues, Rule, Seen } from './rule.ts'

export const steal: Rule = {
  id: 'STEAL',
  title: 'CPU time taken by the hypervisor',
  help: 'The hypervisor ran others while this machine wanted its CPUs. Told as a share of what was wanted, busy and stolen together, not of all time: an idle machine loses nothing. A host may hide it: then whytop’s own sleeps tell, which end late though no thread here was in its way. /proc/stat steal; proc_stat(5); /proc/self/schedstat.',
  resource: 'cpu',
  limits: {
    warning: { value: 10, unit: '%', why: 'of the CPU time that was wanted: every tenth moment of work is late' },
    critical: { value: 25, unit: '%', why: 'a quarter of the work waits for the host' },
    exit: { value: 5, unit: '%', why: 'half of the entry' },
    late: {
      value: 10,
      unit: 'ms',
      why: 'a timer is late by 1 ms at most where the machine runs; hosts give out slices of 3 to 30',
    },
    looks: { value: 20, unit: '% of looks', why: 'now and then any host is late' },
    demand: { value: 0.05, unit: 'CPUs', why: 'below so much work a share of it says nothing' },
  },
  window: 30,
  // A host that is always a little busy is no reason to wake every rule of the CPUs, and what this one reads is read anyhow.
  resting: 20,
  sources: () => cpu.sources,
  see(snapshot, limits) {
    const now = demand(snapshot)
    if (!now) return noRate(snapshot, stat, 'where CPU time went')
    const { shares, busy } = now
    const stolen = shares.busy > 0 ? shares.steal / shares.busy : 0
    const told: readonly Evidence[] = [
      share('of the CPU time that was wanted: stolen', stolen, limits('warning'), '/proc/stat cpu steal'),
      count('CPUs that were wanted', busy, limits('demand'), '/proc/stat cpu'),
    ]
    const own = ownLateness(snapshot.history, limits('late') / 1000)
    const late = own ? [lateTold(own, limits('late'))] : []
    const evidence = [...told, ...late]
    if (stolen * 100 < limits('exit') || busy < limits('demand'))
      return own && isOften(own, limits) ? hidden(own, [...late, ...told]) : { clear: true, evidence }
    return {
      seen: stolen * 100 >= limits('critical') ? 'critical' : 'warning',
      hold: stolen * 100 < limits('warning'),
      value: stolen,
      says: `Everything that runs here is slowed: the hypervisor gave ${percentOf(stolen)} of the CPU time that was wanted to others.`,
      evidence,
      culprits: [hostCulprit(percentOf(stolen))],
      next: 'Ask who runs the host, move the machine, or take a larger class; on a burstable class look at its CPU credits.',
      caution: 'A live migration steals for some seconds and is over then.',
      verify: 'vmstat 1; mpstat -P ALL 1 # st, %steal',
    }
  },
}

function hostCulprit(share: string | null): Culprit {
  return { ...settingCulprit('hypervisor', share, 'load', 'cpus'), name: 'the host of this virtual machine' }
}

const LEAST_LATE = 3

function isOften({ looks, late }: OwnLateness, limits: LimitValues): boolean {
  return late >= LEAST_LATE && late * 100 >= limits('looks') * looks
}

function lateTold({ most }: OwnLateness, limit: number): Evidence {
  const what = 'whytop’s own sleeps: the latest end, without what it stood in line here'
  return { what, seen: most * 1000, limit, unit: 'ms', from: '/proc/self/schedstat' }
}

/** No counter proves it, so that it is no more than a word of it. */
function hidden({ looks, late, most }: OwnLateness, evidence: readonly Evidence[]): Seen {
  return {
    seen: 'info',
    value: late / looks,
    says: `This machine is not run when it should be: in ${late} of ${looks} looks whytop woke up to ${Math.round(most * 1000)} ms late with no thread here in its way, and the hypervisor tells no steal.`,
    evidence,
    culprits: [hostCulprit(null)],
    next: 'Ask who runs the host whether it is crowded, or whether this machine is held by a CPU limit or by credits.',
    caution: 'Firmware (SMI), deep sleep states and a snapshot of the machine delay it too.',
    verify: 'cyclictest -t1 -p0 -i10000 -l1000; perf stat -e context-switches sleep 10',
  }
}
