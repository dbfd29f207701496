import { parseMemoryStat } from '../../parse/cgroup/memory-stat.ts'
import { parseMemorySwapEvents, type SwapEvents } from '../../parse/cgroup/memory-swap-events.ts'
import { mountinfo } from '../../parse/mountinfo.ts'
import { parseNumber } from '../../parse/number.ts'
import { isBare } from '../../sample/process.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { isMissing, type Source, source, valueOf } from '../../source.ts'
import type { Bytes } from '../../units.ts'
import { type CgroupFolder, cgroupFolders } from '../process/cgroup-folders.ts'

/** What a cgroup has in swap, and what it may have. Null: this kernel or hierarchy does not tell. */
export interface SwapCgroup {
  /** As /proc/PID/cgroup names it. Raw. */
  readonly path: string
  readonly version: 1 | 2
  readonly swap: Bytes | null
  /** Infinity: no limit. In v1 it is of memory and swap together. */
  readonly max: Bytes | null
  readonly high: Bytes | null
  readonly memory: Bytes | null
  readonly memoryMax: Bytes | null
  /** RAM that its compressed pages take (zswap). */
  readonly zswap: Bytes | null
  readonly events: SwapEvents | null
  /** Processes with memory of their own in it, not in those below: kernel threads, all of the root, have none. */
  readonly processes: number
}

/** Each is up to seven files a tick. */
const MOST = 100

/** Which files these are is known once /proc/PID/cgroup of processes and the mounts were read. */
export function cgroupSources(samples: Samples | null): readonly Source<unknown>[] {
  if (!samples) return [mountinfo]
  return [mountinfo, ...[...foldersOf(samples).values()].flatMap(({ folder }) => Object.values(filesOf(folder)))]
}

export function swapCgroups(samples: Samples): readonly SwapCgroup[] {
  return [...foldersOf(samples).values()].flatMap(({ folder, processes }) => {
    const files = filesOf(folder)
    const now = <T>(from: Source<T> | undefined) => (from ? valueOf(reading(samples.after, from)) : null)
    const stat = now(files.stat)
    const { path, version } = folder
    // The root has no limits of its own and, in v2, no counts.
    const swap = version === 2 ? now(files.swap) : (stat?.all.get('total_swap') ?? null)
    const found: SwapCgroup = {
      path,
      version,
      swap,
      max: now(files.max),
      high: now(files.high),
      memory: now(files.memory),
      memoryMax: now(files.memoryMax),
      zswap: now(files.zswap),
      events: now(files.events),
      processes,
    }
    return swap === null && found.memory === null ? [] : [found]
  })
}

/** Groups are known by the processes in them: of how many of all it is known yet in which they are. */
export function looked({ after }: Samples): { readonly at: number; readonly of: number } {
  const rows = after.processes?.rows ?? []
  return { at: rows.filter(({ more }) => more.cgroup !== undefined).length, of: rows.length }
}

/** Groups with processes, and those above them. */
function foldersOf({ after }: Samples): ReadonlyMap<string, { folder: CgroupFolder; processes: number }> {
  const mounts = valueOf(reading(after, mountinfo))
  const found = new Map<string, { folder: CgroupFolder; processes: number }>()
  for (const process of after.processes?.rows ?? []) {
    const { more } = process
    const one = isBare(process) ? 0 : 1
    if (!more.cgroup || isMissing(more.cgroup)) continue
    cgroupFolders(more.cgroup.value, mounts, 'memory').forEach((folder, depth) => {
      const known = found.get(folder.path)
      if (known) known.processes += depth === 0 ? one : 0
      else if (found.size < MOST) found.set(folder.path, { folder, processes: depth === 0 ? one : 0 })
    })
  }
  return found
}

function filesOf({ folder, version }: CgroupFolder) {
  const number = (name: string) => source(`${folder}/${name}`, parseNumber)
  if (version === 1)
    return {
      stat: source(`${folder}/memory.stat`, parseMemoryStat),
      max: number('memory.memsw.limit_in_bytes'),
      memory: number('memory.usage_in_bytes'),
      memoryMax: number('memory.limit_in_bytes'),
    }
  return {
    swap: number('memory.swap.current'),
    max: number('memory.swap.max'),
    high: number('memory.swap.high'),
    memory: number('memory.current'),
    memoryMax: number('memory.max'),
    zswap: number('memory.zswap.current'),
    events: source(`${folder}/memory.swap.events`, parseMemorySwapEvents),
  }
}
