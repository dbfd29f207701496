import { bytesLong, bytesPerSecond, perSecond } from '../format.ts'
import { pressure } from '../model/load/pressure.ts'
import { privateHolders } from '../model/memory/resident.ts'
import { reclaim } from '../model/reclaim/model.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { vmstat } from '../parse/vmstat.ts'
import { type Zone, zoneinfo } from '../parse/zoneinfo.ts'
import { reading } from '../sample/sample.ts'
import { valueOf } from '../source.ts'
import { culpritsOf, mostOf } from './parts/culprits.ts'
import { noRate } from './parts/missing.ts'
import { FULL_STALL_FROM, memoryStall } from './parts/stall.ts'
import { amount, events, flow, share } from './parts/told.ts'
import type { Rule } from './rule.ts'

/** Each entry is a caller that had to free memory itself: latency of whoever asked. */
export const direct: Rule = {
  id: 'DIRECT',
  title: 'direct reclaim',
  help: 'Programs that ask for memory must first free some themselves, since kswapd cannot keep up: each time is a delay. allocstall_* of /proc/vmstat; Documentation/admin-guide/sysctl/vm.rst, watermark_scale_factor.',
  resource: 'memory',
  limits: {
    warning: { value: 1, unit: '/s', why: 'the foreground should never have to free memory' },
    critical: { value: 50, unit: '/s', why: 'every busy program is held up several times a second' },
    full: { value: 5, unit: '%', why: 'of the time all that is not idle waits for memory at once: no work is done' },
    exit: { value: 0.1, unit: '/s', why: 'a tenth of where it begins' },
  },
  window: 5,
  sources: () => [...reclaim.sources, ...pressure.sources],
  sign: (snapshot, limits) => (snapshot.get(reclaim).stalls ?? 0) >= limits('exit'),
  dear: () => ({ sources: [zoneinfo], processes: { everybody: ['statm', 'cgroup'] } }),
  see(snapshot, limits) {
    const { stalls, reclaimers } = snapshot.get(reclaim)
    if (stalls === null) return noRate(snapshot, vmstat, 'allocstall')
    const { full } = memoryStall(snapshot)
    const foreground = reclaimers.find(({ key }) => key === 'direct')?.reclaimed ?? null
    const evidence = [
      events('entries into direct reclaim', stalls, limits('warning'), '/proc/vmstat allocstall_*'),
      flow('freed in the foreground', foreground, null, '/proc/vmstat pgsteal_direct'),
      share('time all tasks waited for memory', full, limits('full'), FULL_STALL_FROM),
    ]
    if (stalls < limits('exit')) return { clear: true, evidence }
    const low = lowZones(snapshot)
    const holders = privateHolders(snapshot)
    const freed = foreground === null ? '' : `, ${bytesPerSecond(foreground)} of it`
    return {
      seen: stalls >= limits('critical') || (full !== null && full * 100 >= limits('full')) ? 'critical' : 'warning',
      hold: stalls < limits('warning'),
      value: stalls,
      says: `Programs must free memory themselves before they can go on: ${perSecond(stalls)} times a second${freed}.${mostOf(holders, 'Most memory is held by')}`,
      evidence: [
        ...evidence,
        ...low.map(({ node, name, free, low: mark }) =>
          amount(
            `free in node ${node}, zone ${name}`,
            free * snapshot.facts.pageSize,
            mark * snapshot.facts.pageSize,
            '/proc/zoneinfo free, low',
          ),
        ),
      ],
      culprits: culpritsOf(holders, bytesLong),
      scope: { nodes: [...new Set(low.map(({ node }) => node))] },
      next: 'Limit or end who holds the memory; where there is enough and only bursts hurt, raise vm.watermark_scale_factor to 50 or 100.',
      caution: 'A higher watermark_scale_factor keeps more memory free, which programs and cache then lack.',
      verify: 'sar -B 1 # pgscand/s',
    }
  },
}

/** Zones with so little free that kswapd is at work, once the sign has had them read. */
function lowZones({ samples }: Snapshot): readonly Zone[] {
  const zones = valueOf(reading(samples.after, zoneinfo)) ?? []
  return zones.filter(({ free, low, managed }) => managed > 0 && free < low)
}
