import { type NumaNode, numaNodes } from '../../model/numa/nodes.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { NodeMeminfo } from '../../parse/devices/node/meminfo.ts'
import { meminfo } from '../../parse/meminfo.ts'
import { reading } from '../../sample/sample.ts'
import { valueOf } from '../../source.ts'
import { text } from '../../text.ts'
import type { Bytes } from '../../units.ts'
import { orderColumn, words } from '../column.ts'
import type { Column, TableSection } from '../view.ts'
import { sized } from './column.ts'
import { KINDS } from './kinds.ts'

interface Kind {
  readonly name: string
  /** By node, in their order. */
  readonly amounts: readonly (Bytes | null)[]
  readonly total: Bytes | null
}

/** numastat -m, in the order of the kernel: kinds of memory by node. */
export function memorySection(snapshot: Snapshot, priority: number): TableSection {
  const nodes = snapshot.get(numaNodes)
  const kinds = memoryKinds(nodes, valueOf(reading(snapshot.samples.after, meminfo))?.hugepagesize ?? null)
  const kind = (row: number) => kinds[row] as Kind
  return {
    kind: 'table',
    id: 'numa-memory',
    title: text`Memory by kind and node, as numastat -m`,
    priority,
    least: 6,
    count: kinds.length,
    columns: memoryColumns(kind, nodes),
    sort: { by: 'order', reverse: false },
    id_of: (row) => kind(row).name,
    key: (row) => kind(row).name,
    style: (row) => (kind(row).total === 0 ? 'dim' : 'plain'),
    empty: text`the nodes' meminfo could not be read`,
  }
}

/** Kinds that any node has; huge pages as bytes where their size is known. */
export function memoryKinds(nodes: readonly NumaNode[], hugeSize: Bytes | null): readonly Kind[] {
  const names = new Set(
    nodes.flatMap(({ memory }) => (memory ? [...memory.bytes.keys(), ...memory.counts.keys()] : [])),
  )
  return [...names].map((name) => {
    const amounts = nodes.map(({ memory }) => memory && amountOf(memory, name, hugeSize))
    return {
      name,
      amounts,
      total: amounts.reduce<Bytes | null>((sum, one) => (sum === null || one === null ? null : sum + one), 0),
    }
  })
}

function amountOf({ bytes, counts }: NodeMeminfo, name: string, hugeSize: Bytes | null): Bytes | null {
  const pages = counts.get(name)
  if (pages !== undefined) return hugeSize === null ? null : pages * hugeSize
  return bytes.get(name) ?? null
}

function memoryColumns(kind: (row: number) => Kind, nodes: readonly NumaNode[]): readonly Column[] {
  return [
    {
      ...words(
        {
          id: 'kind',
          title: 'KIND',
          help: 'as the kernel calls it; /sys/devices/system/node/nodeN/meminfo',
          width: 15,
          priority: 1,
        },
        (row) => kind(row).name,
      ),
    },
    ...nodes.map(({ id }, i) =>
      sized(
        {
          id: `node${id}`,
          title: `NODE${id}`,
          help: `on node ${id}; node${id}/meminfo`,
          width: 8,
          priority: i < 16 ? 2 : 3,
        },
        (row) => kind(row).amounts[i] ?? null,
      ),
    ),
    sized({ id: 'total', title: 'TOTAL', help: 'all nodes together', width: 8, priority: 1 }, (row) => kind(row).total),
    orderColumn('place in the kernel’s file'),
    {
      ...words(
        { id: 'means', title: 'WHAT IT IS', help: 'in words', width: 20, priority: 2, grow: true },
        (row) => KINDS[kind(row).name] ?? null,
      ),
      sentence: true,
    },
  ]
}
