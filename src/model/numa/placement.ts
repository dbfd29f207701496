import type { PidNumaMaps, PlacedPart } from '../../parse/pid/numa-maps.ts'
import type { Process } from '../../sample/process.ts'
import { isMissing } from '../../source.ts'
import type { Bytes, Share } from '../../units.ts'

/** Where the pages of a process lie; null: not read, or not permitted. */
export function placementOf({ more }: Process): PidNumaMaps | null {
  const { numa_maps: maps } = more
  return maps && !isMissing(maps) ? maps.value : null
}

export function totalOf(nodes: ReadonlyMap<number, Bytes>): Bytes {
  let sum = 0
  for (const amount of nodes.values()) sum += amount
  return sum
}

/** Of its pages, those of one kind on all nodes; null: not read. */
export function kindOf(process: Process, kind: PlacedPart['kind']): Bytes | null {
  const placed = placementOf(process)
  if (!placed) return null
  return placed.parts.reduce((sum, part) => (part.kind === kind ? sum + totalOf(part.nodes) : sum), 0)
}

/** The node with most of its pages; null: it has none. */
export function homeOf(nodes: ReadonlyMap<number, Bytes>): number | null {
  let home: number | null = null
  for (const [node, amount] of nodes) if (amount > (home === null ? 0 : (nodes.get(home) ?? 0))) home = node
  return home
}

/** Of its pages, those that do not lie on this node; null: it has none. */
export function remoteShare(nodes: ReadonlyMap<number, Bytes>, node: number | null | undefined): Share | null {
  const total = totalOf(nodes)
  return node == null || total === 0 ? null : 1 - (nodes.get(node) ?? 0) / total
}

/** Nodes it may take memory from (cpuset, or all); null: not read. */
export function memsOf({ more }: Process): readonly number[] | null {
  const { status } = more
  return (status && !isMissing(status) ? status.value.memsAllowedList : null) ?? null
}

/** Pages of one process under one policy. */
export interface Placed {
  readonly process: Process
  readonly policy: string
  readonly mode: string
  readonly named: readonly number[]
  readonly nodes: ReadonlyMap<number, Bytes>
  readonly total: Bytes
  readonly mappings: number
}

/** A row for each policy a process has mappings under; those without a page are left out unless they name nodes. */
export function placedRows(rows: readonly Process[]): readonly Placed[] {
  return rows.flatMap((process) => byPolicy(process, placementOf(process)?.parts ?? []))
}

function byPolicy(process: Process, parts: readonly PlacedPart[]): readonly Placed[] {
  const found = new Map<string, Placed & { readonly nodes: Map<number, Bytes> }>()
  for (const { policy, mode, named, nodes, mappings } of parts) {
    const known = found.get(policy)
    const sum = known?.nodes ?? new Map<number, Bytes>()
    for (const [node, amount] of nodes) sum.set(node, (sum.get(node) ?? 0) + amount)
    const total = totalOf(sum)
    found.set(policy, { process, policy, mode, named, nodes: sum, total, mappings: mappings + (known?.mappings ?? 0) })
  }
  return [...found.values()].filter(({ total, named }) => total > 0 || named.length > 0)
}
