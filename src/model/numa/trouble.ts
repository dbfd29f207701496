import type { Bytes, Rate, Share } from '../../units.ts'
import type { Balancing } from './balancing.ts'
import { localShare, missShare, sumRates } from './counters.ts'
import type { NumaNode } from './nodes.ts'

/** What is wrong, the worst first; nothing in it: all is well as far as it can be known. */
export type Trouble =
  /** No room on these nodes; `elsewhere`: the node with most room, if that is worth speaking of. */
  | { readonly kind: 'full' | 'low'; readonly nodes: readonly NumaNode[]; readonly elsewhere: Elsewhere | null }
  /** Pages come from other nodes than those they are wanted from. */
  | { readonly kind: 'miss'; readonly share: Share; readonly rate: Rate<'allocation'>; readonly wanted: number | null }
  /** Tasks get pages from other nodes though none is short: a policy, a cpuset, or they moved. */
  | { readonly kind: 'remote'; readonly local: Share; readonly rate: Rate<'allocation'> }
  | { readonly kind: 'frozen' }
  | { readonly kind: 'zone-reclaim'; readonly mode: number }

interface Elsewhere {
  readonly node: number
  /** Free and page cache. */
  readonly room: Bytes
}

/** One in twenty from the wrong node, and no trickle: 5 MB/s in pages of 4 KiB. */
export const MISSES: Share = 0.05
export const MISSES_RATE: Rate<'allocation'> = 1200
/** Most pages from another node than that of the task. */
export const LOCAL_LEAST: Share = 0.5
/** Of a node's memory: free and page cache above this are worth going to. */
export const WORTH_GOING = 0.3

export function troubles(nodes: readonly NumaNode[], balancing: Balancing): readonly Trouble[] {
  return [
    ...short(nodes, 'full'),
    ...short(nodes, 'low'),
    ...flows(nodes),
    ...(balancing.counted === false ? [{ kind: 'frozen' } as const] : []),
    ...(isReclaiming(balancing) ? [{ kind: 'zone-reclaim', mode: balancing.zoneReclaim ?? 0 } as const] : []),
  ]
}

function short(all: readonly NumaNode[], state: 'full' | 'low'): readonly Trouble[] {
  const nodes = all.filter(({ room }) => room.state === state)
  return nodes.length === 0 ? [] : [{ kind: state, nodes, elsewhere: elsewhere(all, nodes) }]
}

function flows(nodes: readonly NumaNode[]): readonly Trouble[] {
  const sum = sumRates(nodes.map(({ rates }) => rates))
  const missed = missShare(sum)
  const missing = sum.miss ?? 0
  if (missed !== null && missed >= MISSES && missing >= MISSES_RATE)
    return [{ kind: 'miss', share: missed, rate: missing, wanted: mostWanted(nodes) }]
  const local = localShare(sum)
  const away = sum.other ?? 0
  return local !== null && local < LOCAL_LEAST && away >= MISSES_RATE ? [{ kind: 'remote', local, rate: away }] : []
}

/** The node that could not give what was wanted from it. */
function mostWanted(nodes: readonly NumaNode[]): number | null {
  const sorted = [...nodes].sort((a, b) => (b.rates.foreign ?? 0) - (a.rates.foreign ?? 0))
  return sorted[0]?.id ?? null
}

function elsewhere(all: readonly NumaNode[], short: readonly NumaNode[]): Elsewhere | null {
  const room = ({ free, cache }: NumaNode) => (free ?? 0) + (cache ?? 0)
  const [best] = all
    .filter(
      (node) =>
        !short.includes(node) && node.total !== null && room(node) >= WORTH_GOING * node.total && room(node) > 0,
    )
    .sort((a, b) => room(b) - room(a))
  return best ? { node: best.id, room: room(best) } : null
}

/** Any bit turns it on. Kernel: mm/internal.h node_reclaim_enabled */
function isReclaiming({ zoneReclaim }: Balancing): boolean {
  return (zoneReclaim ?? 0) !== 0
}
