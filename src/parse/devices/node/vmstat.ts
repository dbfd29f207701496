import { type Source, source } from '../../../source.ts'
import { flatKeyed } from '../../keyed.ts'
import type { Vmstat } from '../../vmstat.ts'

/**
 * /sys/devices/system/node/nodeN/vmstat: `nr_free_pages 123001`, the names of /proc/vmstat that are kept by node and zone. Promotion
 * and demotion between memory tiers are counted here: `pgpromote_success`, `pgdemote_*` (6.8).
 * Kernel: drivers/base/node.c node_read_vmstat
 */
export function parseNodeVmstat(file: Buffer): Vmstat {
  return flatKeyed('node vmstat', file)
}

export function nodeVmstat(node: number): Source<Vmstat> {
  return source(`/sys/devices/system/node/node${node}/vmstat`, parseNodeVmstat)
}
