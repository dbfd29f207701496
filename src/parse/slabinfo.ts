import { ParseError, source } from '../source.ts'
import type { Bytes } from '../units.ts'

/** One cache of kernel objects. SLUB merges caches that are alike: the name is that of the first. */
export interface SlabCache {
  /** Raw. */
  readonly name: string
  /** Objects in use; a slab that a CPU holds counts as full. */
  readonly activeObjects: number
  readonly objects: number
  readonly objectSize: Bytes
  readonly objectsPerSlab: number
  readonly pagesPerSlab: number
  readonly activeSlabs: number
  readonly slabs: number
}

const LINE = /^(\S.*?) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) : tunables .*: slabdata +(\d+) +(\d+) +\d+/

/**
 * /proc/slabinfo, for root: `dentry            209454 209454    192   21    1 : tunables    0    0    0 : slabdata   9974   9974      0`.
 * The kernel walks every cache under its lock: read it seldom.
 * Kernel: mm/slab_common.c cache_show; slabinfo(5), version 2.1
 */
export function parseSlabinfo(file: Buffer): readonly SlabCache[] {
  const caches: SlabCache[] = []
  for (const line of file.toString('utf8').split('\n')) {
    if (line === '' || line.startsWith('#') || line.startsWith('slabinfo - version: 2.')) continue
    const match = LINE.exec(line)
    if (!match) throw new ParseError('slabinfo', line)
    const [activeObjects, objects, objectSize, objectsPerSlab, pagesPerSlab, activeSlabs, slabs] = match
      .slice(2)
      .map(Number) as [number, number, number, number, number, number, number]
    const name = match[1] as string
    caches.push({ name, activeObjects, objects, objectSize, objectsPerSlab, pagesPerSlab, activeSlabs, slabs })
  }
  return caches
}

const SLOWLY = 5
export const slabinfo = source('/proc/slabinfo', parseSlabinfo, SLOWLY)
