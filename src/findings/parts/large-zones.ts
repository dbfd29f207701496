import type { Zone } from '../../model/zones.ts'

/** Zones that hold at least so many percent of their node's memory: the rest (DMA, where there is more) says nothing of the node. */
export function largeZones(all: readonly Zone[], percent: number): readonly Zone[] {
  const ofNode = (node: number) => all.reduce((sum, zone) => (zone.node === node ? sum + zone.managed : sum), 0)
  return all.filter(({ node, managed }) => managed * 100 >= percent * ofNode(node))
}
