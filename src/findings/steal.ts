import { percentOf } from '../format.ts'
import { cpu } from '../model/cpu.ts'
import { demand } from '../model/load/demand.ts'
import { stat } from '../parse/stat.ts'
import { noRate } from './parts/missing.ts'
import { count, share } from './parts/told.ts'
import type { Rule } from './rule.ts'

export const steal: Rule = {
  id: 'STEAL',
  title: 'CPU time taken by the hypervisor',
  help: 'The hypervisor ran others while this machine wanted its CPUs. Told as a share of what was wanted, busy and stolen together, not of all time: an idle machine loses nothing. /proc/stat steal; proc_stat(5).',
  resource: 'cpu',
  limits: {
    warning: { value: 10, unit: '%', why: 'of the CPU time that was wanted: every tenth moment of work is late' },
    critical: { value: 25, unit: '%', why: 'a quarter of the work waits for the host' },
    exit: { value: 5, unit: '%', why: 'half of the entry' },
    demand: { value: 0.05, unit: 'CPUs', why: 'below so much work a share of it says nothing' },
  },
  window: 30,
  sources: () => cpu.sources,
  see(snapshot, limits) {
    const now = demand(snapshot)
    if (!now) return noRate(snapshot, stat, 'where CPU time went')
    const { shares, busy } = now
    const stolen = shares.busy > 0 ? shares.steal / shares.busy : 0
    const evidence = [
      share('of the CPU time that was wanted: stolen', stolen, limits('warning'), '/proc/stat cpu steal'),
      count('CPUs that were wanted', busy, limits('demand'), '/proc/stat cpu'),
    ]
    if (stolen * 100 < limits('exit') || busy < limits('demand')) return { clear: true, evidence }
    return {
      seen: stolen * 100 >= limits('critical') ? 'critical' : 'warning',
      hold: stolen * 100 < limits('warning'),
      value: stolen,
      says: `Everything that runs here is slowed: the hypervisor gave ${percentOf(stolen)} of the CPU time that was wanted to others.`,
      evidence,
      culprits: [
        { kind: 'setting', key: 'hypervisor', name: 'the host of this virtual machine', share: percentOf(stolen) },
      ],
      next: 'Ask who runs the host, move the machine, or take a larger class; on a burstable class look at its CPU credits.',
      caution: 'A live migration steals for some seconds and is over then.',
      verify: 'vmstat 1 (st); mpstat -P ALL 1 (%steal)',
    }
  },
}
