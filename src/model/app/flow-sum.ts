import type { Share } from '../../units.ts'
import { sumKnown } from '../sum-known.ts'
import type { Flow } from './flow.ts'

/** Several flows of one direction as one. */
export type FlowSum = Pick<
  Flow,
  'estab' | 'closeWait' | 'opening' | 'waits' | 'opened' | 'lifetime' | 'kept' | 'closedFirst' | 'peers'
> & {
  readonly queue: number
  /** Null: not told of all of them. */
  readonly most: number | null
}

export function flowSum(flows: readonly Flow[]): FlowSum {
  const total = (of: (flow: Flow) => number) => flows.reduce((all, flow) => all + of(flow), 0)
  const estab = total((flow) => flow.estab)
  // One that is not known makes the sum unknown.
  const opened = flows.some((flow) => flow.opened === null) ? null : sumKnown(flows.map((flow) => flow.opened))
  const mosts = flows.map(({ listener }) => listener?.most ?? null)
  const peers = new Map<string, number>()
  for (const { name, count } of flows.flatMap((flow) => flow.peers)) peers.set(name, (peers.get(name) ?? 0) + count)
  return {
    estab,
    closeWait: total((flow) => flow.closeWait),
    opening: total((flow) => flow.opening),
    waits: total((flow) => flow.waits),
    opened,
    lifetime: opened && estab > 0 ? estab / opened : null,
    kept: shareOf(flows, 'kept', 'there'),
    closedFirst: shareOf(flows, 'closedFirst', 'ended'),
    peers: [...peers].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count),
    queue: total(({ listener }) => listener?.queue ?? 0),
    most: mosts.some((most) => most === null) ? null : sumKnown(mosts),
  }
}

/** Of what all flows together have, those of which the share is known. */
function shareOf(flows: readonly Flow[], share: 'kept' | 'closedFirst', of: 'there' | 'ended'): Share | null {
  const known = flows.filter((flow) => flow[share] !== null)
  const all = known.reduce((count, flow) => count + (flow[of] ?? 0), 0)
  return all > 0 ? known.reduce((count, flow) => count + (flow[share] ?? 0) * (flow[of] ?? 0), 0) / all : null
}
