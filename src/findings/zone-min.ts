import { bytesLong } from '../format.ts'
import { reclaim } from '../model/reclaim/model.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { type Zone, zones } from '../model/zones.ts'
import { vmstat } from '../parse/vmstat.ts'
import { zoneinfo } from '../parse/zoneinfo.ts'
import { largeZones } from './parts/large-zones.ts'
import { noRate, notTold } from './parts/missing.ts'
import { amount, events } from './parts/told.ts'
import type { LimitValues, Rule } from './rule.ts'

export const zoneMin: Rule = {
  id: 'ZONE-MIN',
  title: 'zone under its watermark',
  help: 'A zone of memory is below low, where kswapd is woken, or below min, where programs must free memory themselves. /proc/zoneinfo free, min, low; mm/page_alloc.c.',
  resource: 'memory',
  limits: {
    part: { value: 5, unit: '%', why: 'of the node’s memory: smaller zones (DMA) stand at their watermark for good' },
    stalls: { value: 0.1, unit: '/s', why: 'programs do have to free memory themselves' },
  },
  window: 5,
  sources: () => [...reclaim.sources],
  // Below low kswapd runs, so while it does not run nothing has to be looked at.
  sign: (snapshot) => (snapshot.get(reclaim).runs ?? 0) > 0 || (snapshot.get(reclaim).stalls ?? 0) > 0,
  dear: () => ({ sources: zones.sources }),
  see: (snapshot, limits) => {
    const { runs, stalls } = snapshot.get(reclaim)
    if (runs === null || stalls === null) return noRate(snapshot, vmstat, 'pageoutrun and allocstall')
    const told = [
      events('runs of kswapd', runs, 0, '/proc/vmstat pageoutrun'),
      events('programs that had to free memory', stalls, limits('stalls'), '/proc/vmstat allocstall_*'),
    ]
    const low = lowZones(snapshot, limits)
    if (low === null) {
      return runs > 0 || stalls > 0 ? notTold(snapshot, zoneinfo, 'zones') : { clear: true, evidence: told }
    }
    const evidence = [...low.slice(0, 3).map(zoneEvidence), ...told]
    const [worst] = low
    if (!worst) return { clear: true, evidence }
    const isMin = worst.level === 'below min'
    const isHarm = stalls >= limits('stalls')
    return {
      seen: isMin ? (isHarm ? 'critical' : 'warning') : 'info',
      value: low.length,
      says: `Zone ${worst.name} of node ${worst.node} has ${bytesLong(worst.free)} free and is below ${isMin ? `min (${bytesLong(worst.min)}): programs must free memory themselves` : `low (${bytesLong(worst.low)}): kswapd frees memory`}.`,
      evidence,
      culprits: low.map(({ key, name, node, free }) => ({
        kind: 'zone',
        key,
        name: `node ${node} zone ${name}`,
        share: `${bytesLong(free)} free`,
        drill: { view: 'memory', page: 'zones', about: {} },
      })),
      scope: { nodes: [...new Set(low.map(({ node }) => node))] },
      next: isMin
        ? 'Find who takes the memory; where it is bursts, raise vm.watermark_scale_factor to 50 or 100.'
        : 'Nothing, unless it goes on to min.',
      verify: 'grep -A4 "pages free" /proc/zoneinfo',
    }
  },
}

/** Those that are large enough to count, the worst first. Null: not read. */
function lowZones(snapshot: Snapshot, limits: LimitValues): readonly Zone[] | null {
  const { zones: all } = snapshot.get(zones)
  if (all.length === 0) return null
  return largeZones(all, limits('part'))
    .filter(({ level }) => level === 'below min' || level === 'below low')
    .sort((a, b) => a.free / a.min - b.free / b.min)
}

function zoneEvidence({ node, name, free, low }: Zone) {
  return amount(`free of node ${node} zone ${name}`, free, low, '/proc/zoneinfo free, low')
}
