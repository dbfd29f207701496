import { type Source, source } from '../../source.ts'
import { type Entry, parseFolder } from '../folder.ts'
import { parseList } from '../list.ts'
import { parseWord } from '../sys/kernel.ts'

// Documentation/ABI/testing/sysfs-kernel-mm-memory-tiers, .../sysfs-kernel-mm-numa

const SLOWLY = 30

/** `memory_tier4`, one for each kind of memory: the lower the number, the faster. Linux 6.1. */
export const memoryTiers: Source<readonly Entry[]> = source('/sys/devices/virtual/memory_tiering/', parseFolder, SLOWLY)

/** The nodes of a tier. */
export function tierNodes(tier: number): Source<readonly number[]> {
  return source(`/sys/devices/virtual/memory_tiering/memory_tier${tier}/nodelist`, parseList, SLOWLY)
}

/** Of a folder's name; null: it is another thing. */
export function tierOf(name: string): number | null {
  const tier = /^memory_tier(\d{1,9})$/.exec(name)?.[1]
  return tier === undefined ? null : Number(tier)
}

/** `true`: cold pages go to a slower tier instead of being dropped or swapped. Linux 5.18. */
export const demotionEnabled: Source<string> = source('/sys/kernel/mm/numa/demotion_enabled', parseWord, SLOWLY)
