import { bytesLong, bytesPerSecond, percentOf } from '../format.ts'
import { growers } from '../model/memory/resident.ts'
import { type CounterRates, localShare, missShare, sumRates } from '../model/numa/counters.ts'
import { countersAreOff } from '../model/numa/left.ts'
import { type NumaNode, numaNodes } from '../model/numa/nodes.ts'
import { remoteProcesses } from '../model/numa/remote-processes.ts'
import { nodeMemorySources } from '../model/numa/rule-sources.ts'
import { nodeIds } from '../model/numa/sources.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { nodeNumastat } from '../parse/devices/node/numastat.ts'
import { onlineNodes } from '../parse/devices/system.ts'
import { numaStat } from '../parse/sys/vm.ts'
import type { Missing } from '../source.ts'
import { culpritsOf, processCulprit } from './parts/culprits.ts'
import { noRate, notTold } from './parts/missing.ts'
import { count, flow, share } from './parts/told.ts'
import type { Evidence, LimitValues, Rule, Seen } from './rule.ts'

export const numaRemote: Rule = {
  id: 'NUMA-REMOTE',
  title: 'memory from another node',
  help: 'A NUMA node lacks memory, so that pages wanted from it come from another node, and each access crosses between them. numa_miss and numa_foreign of /sys/devices/system/node/nodeN/numastat; Documentation/admin-guide/numastat.rst.',
  resource: 'numa',
  limits: {
    share: { value: 5, unit: '%', why: 'one page in twenty lies on the wrong node' },
    flow: { value: 5e6, unit: 'B/s', why: 'less is a trickle' },
    exit: { value: 50, unit: '%', of: 'each', why: 'of each limit' },
    local: {
      value: 50,
      unit: '%',
      why: 'below, most allocations are for tasks that run on another node: worth a look at processes',
    },
    process: { value: 50, unit: '%', why: 'of its pages: every second access crosses between nodes' },
    process_bytes: { value: 2 ** 30, unit: 'B', why: 'what is smaller fits into caches for the most part' },
  },
  window: 60,
  every: 5,
  sources: nodeMemorySources,
  sign: (snapshot, limits) => {
    if (nodeIds(snapshot.samples.after).length < 2) return false
    const sum = sumRates(ratesOf(snapshot))
    return (sum.miss ?? 0) * snapshot.facts.pageSize >= limits('flow') * 0.5 || isAway(sum, snapshot, limits)
  },
  dear: () => ({ processes: { everybody: ['cgroup', 'numa_maps'] } }),
  see: (snapshot, limits) => {
    const [first, second] = nodeIds(snapshot.samples.after)
    if (first === undefined) return notTold(snapshot, onlineNodes, 'nodes')
    if (second === undefined)
      return { clear: true, evidence: [count('NUMA nodes', 1, 2, '/sys/devices/system/node/online')] }
    if (countersAreOff(snapshot.samples)) return COUNTERS_OFF
    const nodes = snapshot.get(numaNodes)
    const sum = sumRates(ratesOf(snapshot))
    if (sum.miss === null || sum.hit === null) return noRate(snapshot, nodeNumastat(first), 'numa_miss')
    const missed = missShare(sum) ?? 0
    const rate = sum.miss * snapshot.facts.pageSize
    const evidence = [
      share('of allocations from the wrong node', missed, limits('share'), 'nodeN/numastat numa_miss, numa_hit'),
      flow('that is', rate, limits('flow'), 'nodeN/numastat numa_miss'),
      share('for tasks on the node itself', localShare(sum), null, 'nodeN/numastat local_node, other_node'),
    ]
    const times = limits('exit') / 100
    const isThere = (by: number) => missed * 100 >= limits('share') * by && rate >= limits('flow') * by
    const wanted = mostWanted(nodes)
    // What a node without memory of its own wants comes from elsewhere, always.
    if (!isThere(times) || wanted?.total === 0) return away(snapshot, limits, evidence) ?? { clear: true, evidence }
    const blamed = growers(snapshot)
    const isPolicy = (sum.interleave ?? 0) >= sum.hit / 2
    const who = blamed[0] ? ` ${blamed[0].cgroup ?? blamed[0].most.stat.comm} grows most.` : ''
    return {
      seen: isPolicy ? 'info' : 'warning',
      hold: !isThere(1),
      value: missed * 100,
      says: `${wanted ? `Node ${wanted.id}` : 'A node'} lacks memory: ${percentOf(missed)} of all pages (${bytesPerSecond(rate)}) come from another node, which is slower to reach.${who}`,
      evidence,
      culprits: [
        ...(wanted ? [nodeCulprit(wanted)] : []),
        ...culpritsOf(blamed, (bytes) => `+${bytesPerSecond(bytes)}`),
      ],
      scope: wanted ? { nodes: [wanted.id] } : {},
      next: 'Bind programs to nodes with room (numactl --cpunodebind, --membind), spread them, or let kernel.numa_balancing move pages.',
      caution: 'With --membind a program is killed when its nodes are full, though others have room.',
      verify: blamed[0] ? `numastat; numastat -p ${blamed[0].most.pid}` : 'numastat',
    }
  },
}

const COUNTERS_OFF: Missing = {
  missing: 'off',
  source: numaStat.path,
  why: 'numa_stat is off: hits and misses are not counted',
  remedy: 'sysctl vm.numa_stat=1',
}

/** Pages go to other nodes than tasks run on, though none is short: they moved, or were bound so. */
function isAway(sum: CounterRates, snapshot: Snapshot, limits: LimitValues): boolean {
  const local = localShare(sum)
  const rate = (sum.other ?? 0) * snapshot.facts.pageSize
  return local !== null && local * 100 < limits('local') && rate >= limits('flow')
}

/** A large process most of whose pages are far from where it runs. Null: none is known of. */
function away(snapshot: Snapshot, limits: LimitValues, evidence: readonly Evidence[]): Seen | null {
  const found = remoteProcesses(snapshot, limits('process_bytes'), limits('process') / 100)
  const [worst] = found
  if (!worst) return null
  const { process, node, total, remote } = worst
  const name = `${process.stat.comm} ${process.pid}`
  return {
    seen: 'warning',
    value: remote * 100,
    says: `${name} runs on node ${node}, and ${percentOf(remote)} of its ${bytesLong(total)} lie on other nodes, which are slower to reach.`,
    evidence: [
      share(`of the pages of ${name} on other nodes`, remote, limits('process'), '/proc/PID/numa_maps'),
      ...evidence,
    ],
    culprits: found
      .slice(0, 3)
      .map((one) => processCulprit(one.process, `${percentOf(one.remote)} of ${bytesLong(one.total)} away`)),
    scope: { nodes: [node], pids: found.slice(0, 3).map((one) => one.process.pid) },
    next: 'Bind it to the node of its memory (numactl --cpunodebind), or move its pages (migratepages, kernel.numa_balancing).',
    caution: 'A process of many threads may run on all nodes: then interleaving is right.',
    verify: `numastat -p ${process.pid}`,
  }
}

function ratesOf(snapshot: Snapshot) {
  return snapshot.get(numaNodes).map(({ rates }) => rates)
}

/** The node that could not give what was wanted from it. */
function mostWanted(nodes: readonly NumaNode[]): NumaNode | null {
  const [most] = [...nodes].sort((a, b) => (b.rates.foreign ?? 0) - (a.rates.foreign ?? 0))
  return most && (most.rates.foreign ?? 0) > 0 ? most : null
}

function nodeCulprit({ id }: NumaNode) {
  return {
    kind: 'node',
    key: `${id}`,
    name: `node ${id}`,
    drill: { view: 'numa', page: 'processes', about: { node: id } },
  } as const
}
