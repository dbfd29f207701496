import type { Flow } from './flow.ts'
import { sum } from './scaling.ts'

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
  const opened = flows.some((flow) => flow.opened === null) ? null : sum(flows.map((flow) => flow.opened))
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
    kept: weighted(
      flows,
      (flow) => flow.kept,
      (flow) => flow.estab + (flow.opened ?? 0),
    ),
    closedFirst: weighted(
      flows,
      (flow) => flow.closedFirst,
      (flow) => flow.opened ?? 0,
    ),
    peers: [...peers].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count),
    queue: total(({ listener }) => listener?.queue ?? 0),
    most: mosts.some((most) => most === null) ? null : sum(mosts),
  }
}

/** A mean by weight; null: there is none to weigh. */
function weighted(
  flows: readonly Flow[],
  of: (flow: Flow) => number | null,
  by: (flow: Flow) => number,
): number | null {
  let [all, weight] = [0, 0]
  for (const flow of flows) {
    const value = of(flow)
    if (value === null) continue
    all += value * by(flow)
    weight += by(flow)
  }
  return weight > 0 ? all / weight : null
}
