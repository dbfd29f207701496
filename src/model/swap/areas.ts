import { parseMmStat, type ZramMemory } from '../../parse/block/mm-stat.ts'
import { type SwapArea, swaps } from '../../parse/swaps.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { type Source, source, valueOf } from '../../source.ts'
import type { Model } from '../model.ts'

/** A device or file that takes pages. */
export interface Area extends SwapArea {
  readonly kind: 'partition' | 'file' | 'zram'
  /** The file has no name any more; it works on until swapoff. */
  readonly deleted: boolean
  /** Of a compressed disk in RAM: what it really takes. Null: it is none, or cannot be read. */
  readonly zram: ZramMemory | null
}

/** In the order they are filled: the highest priority first, equal ones in turn. Null: cannot be read. */
export const swapAreas: Model<readonly Area[] | null> = {
  sources: [swaps],
  of(samples) {
    const known = valueOf(reading(samples.after, swaps))
    return known && [...known].map((area) => areaOf(samples, area)).sort((a, b) => b.priority - a.priority)
  },
}

/** Which disks are zram is known only once the areas were read. */
export function areaSources(samples: Samples | null): readonly Source<unknown>[] {
  const known = samples ? (valueOf(reading(samples.after, swaps)) ?? []) : []
  return [swaps, ...known.flatMap((area) => mmStat(area) ?? [])]
}

const DELETED = ' (deleted)'

function areaOf(samples: Samples, area: SwapArea): Area {
  const file = mmStat(area)
  return {
    ...area,
    kind: file ? 'zram' : area.type === 'file' ? 'file' : 'partition',
    path: area.path.endsWith(DELETED) ? area.path.slice(0, -DELETED.length) : area.path,
    deleted: area.path.endsWith(DELETED),
    zram: file && valueOf(reading(samples.after, file)),
  }
}

function mmStat({ path, type }: SwapArea): Source<ZramMemory> | null {
  const name = type === 'partition' ? /\/(zram\d+)$/.exec(path)?.[1] : undefined
  return name === undefined ? null : source(`/sys/block/${name}/mm_stat`, parseMmStat)
}
