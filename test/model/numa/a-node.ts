import { NO_RATES } from '../../../src/model/numa/counters.ts'
import type { NumaNode } from '../../../src/model/numa/nodes.ts'

/** A node with room and nothing remarkable. */
export function aNode(id: number, change: Partial<NumaNode> = {}): NumaNode {
  return {
    id,
    cpus: [id],
    memory: null,
    total: 1e9,
    free: 5e8,
    used: 5e8,
    cache: 1e8,
    room: { state: 'ok', low: 1e7 },
    huge: [],
    counts: null,
    rates: NO_RATES,
    distances: null,
    tier: null,
    promoted: null,
    demoted: null,
    ...change,
  }
}
