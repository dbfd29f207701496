import { type Buddies, buddyinfo } from '../parse/buddyinfo.ts'
import { thpSize } from '../parse/mm/thp.ts'
import { isMissing, type Missing, valueOf } from '../source.ts'
import type { Bytes, Share } from '../units.ts'
import { model } from './model.ts'

/** The free lists of a zone, and how far its free memory is in pieces. */
export interface BuddyZone {
  /** `0 Normal` */
  readonly key: string
  readonly node: number
  readonly zone: string
  /** Free blocks by order. */
  readonly blocks: readonly number[]
  readonly free: Bytes
  /** Share of free memory that is in pieces too small for a block of the order. */
  readonly unusable: readonly Share[]
  /** Of a request of the order that would fail: near 0 for want of memory, near 1 for fragmentation. Null: it would not fail. */
  readonly fragmentation: readonly (number | null)[]
  /** Huge pages that could be had at once. Null: the kernel has none. */
  readonly hugePages: number | null
}

export interface Buddy {
  readonly missing: Missing | null
  readonly zones: readonly BuddyZone[]
  /** As many as the kernel has: 11 on x86. */
  readonly orders: number
  /** Of a transparent huge page: 9 on x86. */
  readonly hugeOrder: number | null
}

export const buddy = model({
  from: { buddyinfo, thpSize },
  derive: (of, { pageSize }): Buddy => {
    const lists = valueOf(of.buddyinfo.after) ?? []
    const size = valueOf(of.thpSize.after)
    const hugeOrder = size === null || size < pageSize ? null : Math.round(Math.log2(size / pageSize))
    return {
      missing: isMissing(of.buddyinfo.after) ? of.buddyinfo.after : null,
      zones: lists.map((zone) => buddyZone(zone, hugeOrder, pageSize)),
      orders: Math.max(0, ...lists.map(({ blocks }) => blocks.length)),
      hugeOrder,
    }
  },
})

/** mm/vmstat.c unusable_free_index, __fragmentation_index */
export function buddyZone({ node, zone, blocks }: Buddies, hugeOrder: number | null, pageSize: Bytes): BuddyZone {
  const free = pagesFrom(blocks, 0)
  const all = blocks.reduce((sum, count) => sum + count, 0)
  return {
    key: `${node} ${zone}`,
    node,
    zone,
    blocks,
    free: free * pageSize,
    unusable: blocks.map((_, order) => (free === 0 ? 1 : (free - pagesFrom(blocks, order)) / free)),
    fragmentation: blocks.map((_, order) => {
      if (pagesFrom(blocks, order) > 0) return null
      // The kernel reckons in thousandths and cuts off at each step.
      return all === 0 ? 0 : (1000 - Math.floor((1000 + Math.floor((free * 1000) / 2 ** order)) / all)) / 1000
    }),
    hugePages: hugeOrder === null ? null : Math.floor(pagesFrom(blocks, hugeOrder) / 2 ** hugeOrder),
  }
}

/** Free pages in blocks of at least the order. */
function pagesFrom(blocks: readonly number[], order: number): number {
  return blocks.reduce((sum, count, at) => (at >= order ? sum + count * 2 ** at : sum), 0)
}
