import { mappings } from '../../parse/pid/counts.ts'
import { slabinfo } from '../../parse/slabinfo.ts'
import type { Process } from '../../sample/process.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { isMissing, type Reading, type Source } from '../../source.ts'
import type { Bytes } from '../../units.ts'
import { inTurn, programs, programsTold } from './in-turn.ts'

/** Mappings of a process: what mmap(2) made, and each part that mprotect(2) gave other rights. */
export interface MapCount {
  readonly process: Process
  readonly count: number
}

/** Mappings of all processes together, as the kernel keeps an object for each. Kernel: kernel/fork.c vm_area_struct */
export function allMappings({ after }: Samples): Reading<number> {
  const slabs = reading(after, slabinfo)
  if (isMissing(slabs)) return slabs
  const cache = slabs.value.find(({ name }) => name === 'vm_area_struct')
  if (cache) return { value: cache.activeObjects, at: slabs.at }
  return {
    missing: 'absent',
    source: slabinfo.path,
    why: 'the kernel keeps mappings together with other objects',
    remedy: null,
  }
}

/** A list of a thousand mappings takes about a millisecond, off the main thread. */
const AT_ONCE = 4
/** With so large a part of what is allowed a process is counted at every look. */
const MANY = 0.5

/** Only who has room for so many pages can have so many mappings. */
export function mapCountSources(samples: Samples | null, most: number, pageSize: Bytes): readonly Source<unknown>[] {
  if (!samples) return []
  const able = programs(samples).filter(({ stat }) => stat.vsize >= MANY * most * pageSize)
  const many = programsTold(samples, mappings).flatMap(({ process, value }) => (value >= MANY * most ? [process] : []))
  return [...new Set([...inTurn(able, AT_ONCE, samples), ...many])].map(({ pid }) => mappings(pid))
}

/** The most first. */
export function mapCounts(samples: Samples): readonly MapCount[] {
  return programsTold(samples, mappings)
    .map(({ process, value }) => ({ process, count: value }))
    .sort((a, b) => b.count - a.count)
}
