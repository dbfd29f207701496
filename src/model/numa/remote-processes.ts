import type { Process } from '../../sample/process.ts'
import type { Bytes, Share } from '../../units.ts'
import { nodeOfCpu } from '../nodes.ts'
import type { Snapshot } from '../snapshot.ts'
import { placementOf, remoteShare, totalOf } from './placement.ts'

/** A process whose pages lie on other nodes than that of the CPU it ran on last. */
export interface RemoteProcess {
  readonly process: Process
  readonly node: number
  readonly total: Bytes
  readonly remote: Share
}

/** Of at least so much memory, that with most of it away first. A policy that spreads pages means it, and is left out. */
export function remoteProcesses(snapshot: Snapshot, least: Bytes, share: Share): readonly RemoteProcess[] {
  const nodes = snapshot.get(nodeOfCpu)
  return snapshot.tasks.rows
    .flatMap((process): readonly RemoteProcess[] => {
      const placed = placementOf(process)
      const node = nodes.get(process.stat.processor)
      if (!placed || node === undefined) return []
      const total = totalOf(placed.nodes)
      const remote = remoteShare(placed.nodes, node)
      const meant = placed.parts.reduce((sum, part) => (SPREAD.test(part.mode) ? sum + totalOf(part.nodes) : sum), 0)
      if (remote === null || total < least || remote < share || meant >= total / 2) return []
      return [{ process, node, total, remote }]
    })
    .sort((a, b) => b.remote * b.total - a.remote * a.total)
}

const SPREAD = /interleave|^bind/
