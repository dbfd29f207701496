import { ParseError, type Source, source } from '../../../source.ts'
import type { Counter } from '../../../units.ts'
import { flatKeyed, lineAt } from '../../keyed.ts'

/** Allocations from this node since boot. The tools call them pages; but one of many pages (a huge page) counts once. */
export type NodeCounters = Readonly<Record<(typeof FIELDS)[keyof typeof FIELDS], Counter<'allocation'>>>

const FIELDS = {
  numa_hit: 'hit', // from the node that was wanted
  numa_miss: 'miss', // from this node, though another was wanted
  numa_foreign: 'foreign', // wanted from this node, given by another
  interleave_hit: 'interleave', // by an interleave policy, as it wanted
  local_node: 'local', // while the task ran on a CPU of this node
  other_node: 'other', // while it ran on another node
} as const

/**
 * /sys/devices/system/node/nodeN/numastat: `numa_hit 3189`, since boot. All zero and standing still while vm.numa_stat is 0.
 * Kernel: drivers/base/node.c node_read_numastat, mm/page_alloc.c zone_statistics; Documentation/admin-guide/numastat.rst
 */
export function parseNodeNumastat(file: Buffer): NodeCounters {
  const all = flatKeyed('node numastat', file)
  const record: { -readonly [K in keyof NodeCounters]?: NodeCounters[K] } = {}
  for (const [name, field] of Object.entries(FIELDS)) {
    const value = all.get(name)
    if (value === undefined) throw new ParseError(`node numastat without ${name}`, lineAt(file.toString('latin1'), 0))
    record[field] = value
  }
  return record as NodeCounters
}

export function nodeNumastat(node: number): Source<NodeCounters> {
  return source(`/sys/devices/system/node/node${node}/numastat`, parseNodeNumastat)
}
