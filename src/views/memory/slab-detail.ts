import { bytesLong, count, percentOf } from '../../format.ts'
import { parts } from '../../model/memory/parts.ts'
import { slab } from '../../model/slab.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Line, Span } from '../../style.ts'
import { clean, type Text, text } from '../../text.ts'
import { facts } from '../facts.ts'

/** One cache, in words. */
export function slabDetail(snapshot: Snapshot, name: string, width: number): readonly Line[] {
  const { slabs } = snapshot.get(slab)
  const own = slabs.find((one) => one.name === name)
  if (!own)
    return [
      { spans: [{ text: text` There is no slab cache ${clean(name)} now, or it may not be read.`, style: 'warning' }] },
    ]
  const total = snapshot.get(parts)?.total ?? null
  const all = slabs.reduce((sum, { size }) => sum + size, 0)
  const pageSize = snapshot.facts.pageSize
  const slabBytes = own.pagesPerSlab * pageSize
  const parted = (label: Text, ...words: readonly Text[]) => facts([{ label, parts: words.map(plain) }], width)
  return [
    ...parted(text`Cache`, clean(own.name), whatFor(own.name)),
    ...parted(
      text`Memory`,
      bytesLong(own.size),
      text`${percentOf(all === 0 ? null : own.size / all)} of all slab`,
      text`${percentOf(total ? own.size / total : null)} of RAM`,
    ),
    ...parted(
      text`Objects`,
      text`${count(own.activeObjects)} of ${count(own.objects)} in use (${percentOf(own.use)})`,
      text`${count(own.objectSize)} bytes each`,
    ),
    ...parted(
      text`Slabs`,
      text`${count(own.activeSlabs)} of ${count(own.slabs)} in use`,
      text`${count(own.pagesPerSlab)} ${own.pagesPerSlab === 1 ? text`page` : text`pages`} each (order ${Math.round(Math.log2(own.pagesPerSlab))})`,
      text`${count(own.objectsPerSlab)} objects each`,
      text`${count(slabBytes - own.objectsPerSlab * own.objectSize)} bytes left over in each`,
    ),
    ...parted(
      text`Waste`,
      text`${bytesLong(own.waste)} in no object in use`,
      text`a slab goes back only when its last object is freed`,
    ),
  ]
}

/** What the well known caches hold. Of a merged cache it is the first user only. */
const KNOWN: readonly (readonly [RegExp, Text])[] = [
  [/^dentry$/, text`names of files: reclaimed as far as unused, see vfs_cache_pressure`],
  [/^sock_inode_cache$/, text`sockets: each goes when it is closed, reclaim cannot take it`],
  [/inode(?:_cache)?$/, text`inodes of a filesystem: reclaimed as far as unused, see vfs_cache_pressure`],
  [/^buffer_head$/, text`what is known of the blocks of cached file pages`],
  [/^radix_tree_node$|^xa_node$/, text`the index of the page cache: grows with the files cached`],
  [/^vm_area_struct$|^maple_node$|^anon_vma/, text`mappings of processes`],
  [/^task_struct$|^thread_stack$|^pid$|^signal_cache$|^sighand_cache$/, text`threads and processes`],
  [/^filp$/, text`open files`],
  [/^sock|^TCP|^UDP|^request_sock|^tw_sock|^skbuff/, text`sockets and packets`],
  [/^kmalloc-rcl/, text`objects of no cache of their own, reclaimable`],
  [/^kmalloc/, text`objects of no cache of their own, by size: many users, drivers among them`],
  [/^kernfs/, text`files of /sys and cgroups`],
  [/^nf_conntrack/, text`connections tracked by the firewall`],
  [/^ext4|^jbd2|^xfs|^btrfs/, text`of a filesystem`],
]

function whatFor(name: string): Text {
  return KNOWN.find(([pattern]) => pattern.test(name))?.[1] ?? text`objects of the kernel`
}

function plain(words: Text): Span {
  return { text: words, style: 'plain' }
}
