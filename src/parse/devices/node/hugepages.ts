import { type Source, source } from '../../../source.ts'
import type { Bytes } from '../../../units.ts'
import { type Entry, parseFolder } from '../../folder.ts'
import { parseNumber } from '../../number.ts'

// Documentation/ABI/stable/sysfs-devices-node; Documentation/admin-guide/mm/hugetlbpage.rst

/** The sizes there are: what the kernel offers is known at boot. */
const SLOWLY = 60

/** `hugepages-2048kB`, a line each; absent without CONFIG_HUGETLBFS. */
export function nodeHugeSizes(node: number): Source<readonly Entry[]> {
  return source(`/sys/devices/system/node/node${node}/hugepages/`, parseFolder, SLOWLY)
}

export type HugeCount = 'nr_hugepages' | 'free_hugepages' | 'surplus_hugepages'

/** nr: all there are; free: of these, in no mapping; surplus: of these, beyond nr_hugepages and given back when free. */
export function nodeHugePages(node: number, size: Bytes, count: HugeCount): Source<number> {
  return source(`/sys/devices/system/node/node${node}/hugepages/hugepages-${size / 1024}kB/${count}`, parseNumber)
}

/** Of a folder's name; null: it is another thing. */
export function hugeSizeOf(name: string): Bytes | null {
  const kilobytes = /^hugepages-(\d{1,12})kB$/.exec(name)?.[1]
  return kilobytes === undefined ? null : Number(kilobytes) * 1024
}
