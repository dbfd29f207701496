import { COUNTER_KEYS, type CounterKey } from '../../model/numa/counters.ts'
import { type NumaNode, numaNodes } from '../../model/numa/nodes.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { text } from '../../text.ts'
import type { Column, TableSection } from '../view.ts'
import { counted, shared, sized } from './column.ts'
import { drillToNode, nodeColumn } from './nodes-table.ts'

const COUNTERS: Readonly<Record<CounterKey, readonly [name: string, title: string, help: string]>> = {
  hit: ['numa_hit', 'HIT', 'given from the node that was wanted'],
  miss: ['numa_miss', 'MISS', 'given from this node, though another was wanted'],
  foreign: [
    'numa_foreign',
    'FOREIGN',
    'wanted from this node, given by another; all of them are as many as all misses',
  ],
  interleave: ['interleave_hit', 'INTERLEAVE', 'given by an interleave policy, as it wanted'],
  local: ['local_node', 'LOCAL', 'given while the task ran on this node'],
  other: [
    'other_node',
    'OTHER',
    'given while the task ran on another; without misses it was a policy or a move, not want of room',
  ],
}

/** As on the overview. */
const SHORT: Partial<Record<CounterKey, string>> = { foreign: 'FORGN', interleave: 'INTRL' }

/** numastat: allocations since boot, by node. */
export function countersSection(snapshot: Snapshot, priority: number): TableSection {
  const nodes = snapshot.get(numaNodes)
  const node = (row: number) => nodes[row] as NumaNode
  return {
    kind: 'table',
    id: 'numa-counters',
    title: text`Allocations since boot, as numastat`,
    priority,
    least: Math.min(nodes.length + 2, 6),
    count: nodes.length,
    columns: counterColumns(node, snapshot.facts.pageSize),
    sort: { by: 'node', reverse: false },
    id_of: (row) => node(row).id,
    key: (row) => `${node(row).id}`,
    drill: (row) => drillToNode(node(row)),
    empty: text`no counters: this kernel was built without NUMA, or they may not be read`,
  }
}

function counterColumns(node: (row: number) => NumaNode, pageSize: number): readonly Column[] {
  return [
    nodeColumn(node),
    ...COUNTER_KEYS.map((key) => {
      const [name, title, help] = COUNTERS[key]
      return counted(
        {
          id: key,
          title,
          help: `${help}; nodeN/numastat ${name}`,
          width: 11,
          priority: key === 'interleave' ? 2 : 1,
        },
        (row) => node(row).counts?.[key] ?? null,
      )
    }),
    shared(
      {
        id: 'localpart',
        title: '%LOCAL',
        help: 'local_node of local_node + other_node, since boot',
        width: 6,
        priority: 1,
      },
      (row) => part(node(row), 'local', 'other'),
    ),
    shared(
      { id: 'missed', title: '%MISS', help: 'numa_miss of numa_hit + numa_miss, since boot', width: 6, priority: 3 },
      (row) => part(node(row), 'miss', 'hit'),
    ),
    ...COUNTER_KEYS.map((key) => {
      const [name, title, help] = COUNTERS[key]
      return sized(
        {
          id: `${key}-bytes`,
          title: `${SHORT[key] ?? title} B`,
          width: 7,
          help: `${help}: each as one page, as numastat -n does: a huge page is more; nodeN/numastat ${name}`,
          priority: 4,
        },
        (row) => {
          const pages = node(row).counts?.[key]
          return pages === undefined ? null : pages * pageSize
        },
      )
    }),
  ]
}

function part({ counts }: NumaNode, one: CounterKey, rest: CounterKey): number | null {
  return counts === null || counts[one] + counts[rest] === 0 ? null : counts[one] / (counts[one] + counts[rest])
}
