import { count, countShort } from '../../format.ts'
import { type HugePool, type NumaNode, numaNodes } from '../../model/numa/nodes.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { type Text, text } from '../../text.ts'
import type { Bytes } from '../../units.ts'
import type { Column, TableSection } from '../view.ts'
import { counted, sized } from './column.ts'
import { cpusColumn, drillToNode, nodeColumn } from './nodes-table.ts'

/** What the nodes are: CPUs, memory, tier, huge pages by size. */
export function topologySection(snapshot: Snapshot, priority: number): TableSection {
  const nodes = snapshot.get(numaNodes)
  const node = (row: number) => nodes[row] as NumaNode
  return {
    kind: 'table',
    id: 'numa-topology',
    title: text`CPUs, memory and huge pages of each node`,
    priority,
    least: Math.min(nodes.length + 2, 6),
    count: nodes.length,
    columns: topologyColumns(node, sizesOf(nodes)),
    sort: { by: 'node', reverse: false },
    id_of: (row) => node(row).id,
    key: (row) => `${node(row).id}`,
    drill: (row) => drillToNode(node(row)),
    empty: text`no nodes in /sys/devices/system/node`,
  }
}

function sizesOf(nodes: readonly NumaNode[]): readonly Bytes[] {
  return [...new Set(nodes.flatMap(({ huge }) => huge.map(({ size }) => size)))].sort((a, b) => a - b)
}

function topologyColumns(node: (row: number) => NumaNode, sizes: readonly Bytes[]): readonly Column[] {
  const pool = (row: number, size: Bytes): HugePool | undefined => node(row).huge.find((one) => one.size === size)
  return [
    nodeColumn(node),
    counted(
      {
        id: 'count',
        title: 'CPU#',
        help: 'how many CPUs it has; 0: memory alone, as CXL; nodeN/cpulist',
        width: 4,
        priority: 1,
      },
      (row) => node(row).cpus?.length ?? null,
    ),
    cpusColumn(node, 16, 1),
    sized(
      { id: 'total', title: 'TOTAL', help: 'memory of the node; 0: it has none; nodeN/meminfo MemTotal', priority: 1 },
      (row) => node(row).total,
    ),
    sized(
      { id: 'free', title: 'FREE', help: 'in use for nothing; nodeN/meminfo MemFree', priority: 1 },
      (row) => node(row).free,
    ),
    {
      id: 'tier',
      title: 'TIER',
      help: 'kind of memory, the lower the faster; - this kernel knows no tiers; /sys/devices/virtual/memory_tiering',
      width: 4,
      align: 'right',
      priority: 3,
      unit: 'count',
      cell: (row) => count(node(row).tier),
      by: (row) => node(row).tier,
    },
    ...sizes.flatMap((size) => {
      const name = sizeName(size)
      const column = (id: 'total' | 'free' | 'surplus', head: Text, help: string, priority: number) =>
        counted(
          {
            id: `${id}-${size / 1024}`,
            title: `${head}`,
            help: `hugetlb pages of ${name} ${help}`,
            width: 9,
            priority,
          },
          (row) => pool(row, size)?.[id] ?? null,
        )
      return [
        column('total', text`${name} PAGES`, 'on this node; hugepages/nr_hugepages', 2),
        column('free', text`${name} FREE`, 'that are in no mapping; hugepages/free_hugepages', 3),
        column(
          'surplus',
          text`${name} SURP`,
          'beyond nr_hugepages, given back when free; hugepages/surplus_hugepages',
          5,
        ),
      ]
    }),
  ]
}

/** `2M`, `1G`. */
function sizeName(size: Bytes): Text {
  const megabytes = size / 2 ** 20
  if (megabytes < 1) return text`${size / 1024}K`
  return megabytes < 1024 ? text`${megabytes}M` : text`${countShort(megabytes / 1024)}G`
}
