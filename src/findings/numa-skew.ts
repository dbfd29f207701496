import { bytesLong, percentOf } from '../format.ts'
import { sumRates } from '../model/numa/counters.ts'
import { countersAreOff } from '../model/numa/left.ts'
import { type NumaNode, numaNodes } from '../model/numa/nodes.ts'
import { nodeMemorySources } from '../model/numa/rule-sources.ts'
import { nodeIds } from '../model/numa/sources.ts'
import { reclaim } from '../model/reclaim/model.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { nodeMeminfo } from '../parse/devices/node/meminfo.ts'
import { onlineNodes } from '../parse/devices/system.ts'
import { numaStat } from '../parse/sys/vm.ts'
import { notTold } from './parts/missing.ts'
import { count, events, flow, share } from './parts/told.ts'
import type { Rule } from './rule.ts'

export const numaSkew: Rule = {
  id: 'NUMA-SKEW',
  title: 'one node is full',
  help: 'One NUMA node has next to no memory, free or page cache, while another has plenty: who is bound to it waits for reclaim, or swaps. MemFree, Active(file) and Inactive(file) of /sys/devices/system/node/nodeN/meminfo.',
  resource: 'numa',
  limits: {
    full: { value: 5, unit: '%', why: 'free or page cache: next to nothing can be had there' },
    exit: { value: 8, unit: '%', why: 'a little above where it begins' },
    other: { value: 30, unit: '%', why: 'another node has room that could be used' },
    small: {
      value: 25,
      unit: '%',
      why: 'of the largest node: a small one is a tier of its own kind (HBM), or half switched off',
    },
  },
  window: 30,
  every: 5,
  sources: (samples) => [...nodeMemorySources(samples), ...reclaim.sources],
  see: (snapshot, limits) => {
    const [first, second] = nodeIds(snapshot.samples.after)
    if (first === undefined) return notTold(snapshot, onlineNodes, 'nodes')
    if (second === undefined)
      return { clear: true, evidence: [count('NUMA nodes', 1, 2, '/sys/devices/system/node/online')] }
    const all = snapshot.get(numaNodes)
    if (all.some(({ total, free, cache }) => total === null || free === null || cache === null))
      return notTold(
        snapshot,
        nodeMeminfo(all.find(({ cache }) => cache === null)?.id ?? first),
        'MemFree or the lists of file pages',
      )
    const nodes = comparable(all, limits('small') / 100)
    const sorted = [...nodes].sort((a, b) => roomShare(a) - roomShare(b))
    const [least, most] = [sorted[0], sorted.at(-1)]
    if (!least || !most || least === most)
      return { clear: true, evidence: [count('comparable NUMA nodes', nodes.length, 2, 'nodeN/meminfo MemTotal')] }
    const { harm, evidence: flows, isKnown } = harmOf(snapshot)
    const evidence = [
      share(`free or cache of node ${least.id}`, roomShare(least), limits('full'), `node${least.id}/meminfo`),
      share(`free or cache of node ${most.id}`, roomShare(most), limits('other'), `node${most.id}/meminfo`),
      ...flows,
    ]
    const isSkewed = roomShare(least) * 100 < limits('exit') && roomShare(most) * 100 >= limits('other')
    if (!isSkewed) return { clear: true, evidence }
    const room = (least.free ?? 0) + (least.cache ?? 0)
    return {
      seen: harm ? 'warning' : 'info',
      hold: roomShare(least) * 100 >= limits('full'),
      value: 100 - roomShare(least) * 100,
      says: `Node ${least.id} is full (${bytesLong(room)} free or cache) while node ${most.id} has ${percentOf(roomShare(most))} left${harm ? HARM : isKnown ? NO_HARM : NOT_KNOWN}.`,
      evidence,
      culprits: [
        {
          kind: 'node',
          key: `${least.id}`,
          name: `node ${least.id}`,
          share: `${percentOf(roomShare(least))} left`,
          drill: { view: 'numa', page: 'processes', about: { node: least.id } },
        },
      ],
      scope: { nodes: [least.id] },
      next: 'See in the NUMA pane whose pages lie there; spread or interleave them (numactl --interleave), or move programs.',
      caution: 'Programs that are bound to the node (membind, cpuset) cannot use the others.',
      verify: 'numastat -m',
    }
  },
}

const HARM = ': who runs there waits for reclaim, or gets memory from afar'
const NO_HARM = '; nobody waits for it now'
const NOT_KNOWN =
  '; nobody waits for reclaim now, whether memory comes from afar is not known: numa_stat is off (sysctl vm.numa_stat=1)'

function roomShare({ total, free, cache }: NumaNode): number {
  return total ? ((free ?? 0) + (cache ?? 0)) / total : 1
}

/** Nodes with CPUs and memory of one tier and like size: others are meant to fill first, or last. */
function comparable(all: readonly NumaNode[], small: number): readonly NumaNode[] {
  const near = all.filter(({ total, cpus }) => (total ?? 0) > 0 && (cpus === null || cpus.length > 0))
  const largest = Math.max(0, ...near.map(({ total }) => total ?? 0))
  const tier = near.find(({ total }) => total === largest)?.tier ?? null
  return near.filter((node) => node.tier === tier && (node.total ?? 0) >= small * largest)
}

/** The full node alone harms nobody: that memory is reclaimed, or comes from elsewhere, does. */
function harmOf(snapshot: Snapshot) {
  const { stalls, reclaimers } = snapshot.get(reclaim)
  const scanned = reclaimers.find(({ key }) => key === 'kswapd')?.scanned ?? null
  const { miss } = sumRates(snapshot.get(numaNodes).map(({ rates }) => rates))
  const away = miss === null ? null : miss * snapshot.facts.pageSize
  const isOff = countersAreOff(snapshot.samples)
  return {
    isKnown: !isOff,
    harm: (stalls ?? 0) > 0 || (scanned ?? 0) > 0 || (away ?? 0) > 0,
    evidence: [
      flow('scanned by kswapd', scanned, 0, '/proc/vmstat pgscan_kswapd'),
      events('programs that had to free memory', stalls, 0, '/proc/vmstat allocstall_*'),
      flow('given by another node', away, 0, isOff ? `${numaStat.path} is 0` : 'nodeN/numastat numa_miss'),
    ],
  }
}
