import { age, perSecond } from '../format.ts'
import { type BuddyZone, buddy } from '../model/buddy.ts'
import { reclaim } from '../model/reclaim/model.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { counters } from '../model/vmstat.ts'
import { zones } from '../model/zones.ts'
import { vmstat } from '../parse/vmstat.ts'
import { zoneinfo } from '../parse/zoneinfo.ts'
import { settingCulprit } from './parts/culprits.ts'
import { allocationFailures, logSources } from './parts/kernel-log.ts'
import { largeZones } from './parts/large-zones.ts'
import { noRate, notTold } from './parts/missing.ts'
import { count, events, share } from './parts/told.ts'
import type { Culprit, LimitValues, Rule } from './rule.ts'

/** PAGE_ALLOC_COSTLY_ORDER and one more: from there on the kernel compacts rather than waits. */
const COSTLY = 4

export const frag: Rule = {
  id: 'FRAG',
  title: 'free memory in small pieces',
  help: 'Free memory is in pieces too small for large blocks (order 4 and more, huge pages), so programs stop to compact it, or the kernel said that it found none. /proc/buddyinfo, compact_stall of /proc/vmstat; the index is that of mm/vmstat.c, extfrag_threshold.',
  resource: 'memory',
  limits: {
    index: {
      value: 500,
      unit: '',
      why: 'vm.extfrag_threshold: above, a failure is for fragmentation and not for want of memory',
    },
    part: { value: 5, unit: '%', why: 'of the node’s memory: what is free of a smaller zone (DMA) is next to nothing' },
    stalls: { value: 1, unit: '/s', why: 'programs do wait for it' },
    exit: { value: 0.2, unit: '/s', why: 'a fifth of where it begins' },
    fails: { value: 70, unit: '%', why: 'most of the waiting is in vain' },
  },
  window: 60,
  every: 5,
  sources: () => [...reclaim.sources, ...buddy.sources],
  sign: (snapshot) => (snapshot.get(reclaim).compaction.stalls ?? 0) > 0,
  dear: (samples) => ({ sources: [...zones.sources, ...logSources(samples)] }),
  see: (snapshot, limits) => {
    const { compaction } = snapshot.get(reclaim)
    const { stalls, success, fail } = compaction
    const counted = snapshot.get(counters)
    if (counted.missing) return counted.missing
    if (stalls === null) return noRate(snapshot, vmstat, 'compact_stall')
    const { hugeOrder, missing } = snapshot.get(buddy)
    if (missing) return missing
    const orders = [COSTLY, ...(hugeOrder !== null && hugeOrder > COSTLY ? [hugeOrder] : [])]
    const large = largeBuddyZones(snapshot, limits)
    const worst = worstOf(large ?? [], orders)
    const index = worst ? Math.round(worst.index * 1000) : null
    const tried = (success ?? 0) + (fail ?? 0)
    const failed = tried > 0 ? (fail ?? 0) / tried : null
    const where = worst ? `, order ${worst.order}, node ${worst.zone.node} ${worst.zone.zone}` : ''
    const failures = allocationFailures(snapshot).filter(({ order }) => order >= COSTLY)
    const [failure] = failures
    const evidence = [
      events('programs that had to compact memory', stalls, limits('stalls'), '/proc/vmstat compact_stall'),
      count(`fragmentation index${where}`, index, limits('index'), '/proc/buddyinfo'),
      share('of it in vain', failed, limits('fails'), '/proc/vmstat compact_fail, compact_success'),
      events(
        'faults that got no huge page',
        counted.perSecond('thp_fault_fallback'),
        null,
        '/proc/vmstat thp_fault_fallback',
      ),
      ...failures.slice(0, 2).map(({ told }) => told),
    ]
    const isInPieces = stalls >= limits('exit') && index !== null && index >= limits('index')
    const says =
      worst && isInPieces
        ? `Programs stop ${perSecond(stalls)} times a second to compact memory: what is free of node ${worst.zone.node} ${worst.zone.zone} is in pieces smaller than order ${worst.order}.`
        : failure
          ? `The kernel found no block of order ${failure.order} for a request ${age(failure.ago)} ago: free memory was in smaller pieces.`
          : null
    if (says === null)
      return large === null && stalls >= limits('exit')
        ? notTold(snapshot, zoneinfo, 'zones')
        : { clear: true, evidence }
    return {
      seen: failure || (failed !== null && failed * 100 >= limits('fails')) ? 'warning' : 'info',
      hold: !failure && stalls < limits('stalls'),
      value: index ?? 0,
      says,
      evidence,
      culprits: [worst ? zoneCulprit(worst.zone) : PROACTIVENESS],
      ...(worst && { scope: { nodes: [worst.zone.node] } }),
      next: 'Set transparent_hugepage/defrag to madvise or defer, reserve huge pages at boot, or raise vm.compaction_proactiveness.',
      caution:
        'Writing vm.compact_memory compacts all at once and is felt; only blocks of order 4 and more are concerned.',
      verify: 'cat /proc/buddyinfo; grep compact_ /proc/vmstat',
    }
  },
}

/** Of a block that was not there then, and is now. */
const PROACTIVENESS = settingCulprit('vm.compaction_proactiveness', null, 'memory', 'buddy')

function zoneCulprit({ key, node, zone }: BuddyZone): Culprit {
  const drill = { view: 'memory', page: 'buddy', about: { zone: key } }
  return { kind: 'zone', key, name: `node ${node} zone ${zone}`, drill }
}

/** By size: a machine of 3 GiB has no zone Normal, and some on ARM have DMA alone. Null: how large they are was not read. */
function largeBuddyZones(snapshot: Snapshot, limits: LimitValues): readonly BuddyZone[] | null {
  const { zones: all } = snapshot.get(zones)
  if (all.length === 0) return null
  const large = largeZones(all, limits('part'))
  return snapshot.get(buddy).zones.filter(({ key }) => large.some((zone) => zone.key === key))
}

/** A block that is there is no failure. */
function worstOf(all: readonly BuddyZone[], orders: readonly number[]) {
  const found = all.flatMap((zone) =>
    orders.flatMap((order) => {
      const index = zone.fragmentation[order]
      return index == null ? [] : [{ zone, order, index }]
    }),
  )
  return found.sort((a, b) => b.index - a.index)[0] ?? null
}
