import { isBare, type Process } from '../../sample/process.ts'
import { isMissing, type Missing } from '../../source.ts'
import type { Bytes } from '../../units.ts'
import type { Snapshot } from '../snapshot.ts'

/** What of one name is in swap, over all processes that map it. */
export interface SwappedName {
  /** Raw: a path, `[heap]`, `[anon]` … */
  readonly name: string
  readonly swap: Bytes
  /** Null: the kernel does not tell. */
  readonly swapPss: Bytes | null
  readonly pss: Bytes
  readonly rss: Bytes
  readonly mappings: number
  readonly processes: number
  /** Who has most of it there. */
  readonly most: Process
}

export interface SwappedNames {
  readonly names: readonly SwappedName[]
  /** Processes whose mappings are read, of those that could have some. */
  readonly read: number
  readonly of: number
  readonly refused: number
  /** Why there is nothing, where no file could be read at all. */
  readonly missing: Missing | null
}

export function swappedNames(snapshot: Snapshot): SwappedNames {
  const names = new Map<string, { -readonly [K in keyof SwappedName]: SwappedName[K] } & { mostSwap: Bytes }>()
  let [read, of, refused] = [0, 0, 0]
  let missing: Missing | null = null
  let hasOne = false
  for (const process of snapshot.tasks.rows) {
    if (isBare(process)) continue
    of++
    const known = process.more.smaps_swap
    if (!known) continue
    read++
    if (isMissing(known)) {
      missing ??= known
      if (known.missing === 'denied') refused++
      continue
    }
    hasOne = true
    for (const part of known.value) {
      const row = names.get(part.name) ?? {
        name: part.name,
        swap: 0,
        swapPss: null,
        pss: 0,
        rss: 0,
        mappings: 0,
        processes: 0,
        most: process,
        mostSwap: 0,
      }
      names.set(part.name, row)
      row.swap += part.swap
      if (part.swapPss !== null) row.swapPss = (row.swapPss ?? 0) + part.swapPss
      row.pss += part.pss
      row.rss += part.rss
      row.mappings += part.mappings
      row.processes++
      if (part.swap > row.mostSwap) Object.assign(row, { most: process, mostSwap: part.swap })
    }
  }
  return { names: [...names.values()], read, of, refused, missing: hasOne ? null : missing }
}
