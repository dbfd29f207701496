import { numaNodes } from '../../model/numa/nodes.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Line, Span } from '../../style.ts'
import { pad, text } from '../../text.ts'
import { LABEL } from '../facts.ts'
import type { Lines } from '../view.ts'

const CELLS = 5

/** The matrix of numactl -H: rows are where a task runs, columns where the memory lies. */
export function distanceSection(snapshot: Snapshot, priority: number): Lines {
  const lines = distanceLines(snapshot)
  return { kind: 'lines', id: 'numa-distances', priority, least: lines.length, lines: () => lines }
}

function distanceLines(snapshot: Snapshot): readonly Line[] {
  const nodes = snapshot.get(numaNodes)
  if (nodes.length < 2) return []
  const head: Span[] = [
    { text: pad(text` Distance`, LABEL + 1), style: 'label' },
    ...nodes.map(({ id }): Span => ({ text: pad(text`${id}`, CELLS, 'right'), style: 'head' })),
  ]
  const rows = nodes.map(({ id, distances }): Line => {
    const cells = nodes.map((_, to): Span => {
      const far = distances?.[to]
      const style = far === undefined ? 'dim' : nodes[to]?.id === id ? 'dim' : 'plain'
      return { text: pad(far === undefined ? text`-` : text`${far}`, CELLS, 'right'), style }
    })
    return { spans: [{ text: pad(text`   node ${id}`, LABEL + 1), style: 'plain' }, ...cells] }
  })
  return [{ spans: head }, ...rows]
}
