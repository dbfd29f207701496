import { count as whole } from '../format.ts'
import { zoneReclaim } from '../model/numa/zone-reclaim.ts'
import { onlineNodes } from '../parse/devices/system.ts'
import { zoneReclaimMode } from '../parse/sys/vm.ts'
import { settingCulprit } from './parts/culprits.ts'
import { notTold } from './parts/missing.ts'
import { count } from './parts/told.ts'
import type { Rule } from './rule.ts'

export const zreclaim: Rule = {
  id: 'ZRECLAIM',
  title: 'reclaim before other nodes',
  help: 'With vm.zone_reclaim_mode a full NUMA node drops its own page cache rather than take memory of a neighbour. Any bit turns that on: with 2 it writes dirty pages out for it too, with 4 it takes mapped pages and swaps; 0 is off, the default since 3.16. Documentation/admin-guide/sysctl/vm.rst.',
  resource: 'numa',
  advice: true,
  limits: {
    nodes: { value: 2, unit: '', why: 'on one node it means nothing' },
    ran: { value: 1, unit: '', why: 'it did reclaim since boot: then it costs something' },
  },
  window: 60,
  every: 30,
  sources: () => zoneReclaim.sources,
  see: (snapshot, limits) => {
    const { mode, nodes, success, failed } = snapshot.get(zoneReclaim)
    if (nodes === null) return notTold(snapshot, onlineNodes, 'nodes')
    if (mode === null) return notTold(snapshot, zoneReclaimMode, 'the mode')
    // Older kernels count failures only: none of them does not say that it never ran.
    const ran = success === null && !failed ? null : (success ?? 0) + (failed ?? 0)
    const evidence = [
      count('vm.zone_reclaim_mode', mode, 0, '/proc/sys/vm/zone_reclaim_mode'),
      count('NUMA nodes', nodes, limits('nodes'), '/sys/devices/system/node/online'),
      count('times it reclaimed since boot', ran, limits('ran'), '/proc/vmstat zone_reclaim_success, _failed'),
    ]
    // Bit 1 asks for nothing that the others do not bring: mm/internal.h node_reclaim_enabled().
    if (mode === 0 || nodes < limits('nodes')) return { clear: true, evidence }
    const isRunning = ran === null || ran >= limits('ran')
    return {
      seen: isRunning ? 'warning' : 'info',
      value: mode,
      says: `The kernel reclaims memory on a full node rather than use a neighbour's (vm.zone_reclaim_mode is ${mode})${ran === null ? '' : `: ${whole(ran)} times since boot`}.`,
      evidence,
      culprits: [settingCulprit('vm.zone_reclaim_mode', `${mode}`, 'numa')],
      next: 'Set it to 0, unless the machine is partitioned by node on purpose.',
      caution: 'High-performance computing with pinned jobs may want it.',
      verify: 'sysctl vm.zone_reclaim_mode; grep zone_reclaim /proc/vmstat',
    }
  },
}
