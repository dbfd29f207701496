import { ParseError, type Source, source } from '../../../source.ts'
import type { Bytes } from '../../../units.ts'
import { type Entry, parseFolder } from '../../folder.ts'
import { parseList } from '../../list.ts'
import { parseNumber } from '../../number.ts'
import { parseWord } from '../../sys/kernel.ts'

// Documentation/ABI/testing/sysfs-devices-system-cpu, "cache"

/** index0, index1 … of a CPU, besides other files. Absent where the kernel knows nothing of caches. */
export function cacheFolder(cpu: number): Source<readonly Entry[]> {
  return source(`/sys/devices/system/cpu/cpu${cpu}/cache/`, parseFolder, SELDOM)
}

export interface CacheFiles {
  readonly level: Source<number>
  /** Data, Instruction or Unified. */
  readonly type: Source<string>
  readonly size: Source<Bytes>
  /** CPUs that share it. */
  readonly shared: Source<readonly number[]>
}

const SELDOM = 60

export function cacheFiles(cpu: number, index: string): CacheFiles {
  const at = `/sys/devices/system/cpu/cpu${cpu}/cache/${index}`
  return {
    level: source(`${at}/level`, parseNumber, SELDOM),
    type: source(`${at}/type`, parseWord, SELDOM),
    size: source(`${at}/size`, parseCacheSize, SELDOM),
    shared: source(`${at}/shared_cpu_list`, parseList, SELDOM),
  }
}

/**
 * /sys/devices/system/cpu/cpu0/cache/index0/size: `32K`.
 * Kernel: drivers/base/cacheinfo.c size_show
 */
export function parseCacheSize(file: Buffer): Bytes {
  const text = file.toString('latin1', 0, 40).trim()
  const match = /^(\d{1,12})K$/.exec(text)
  if (match === null) throw new ParseError('cache size', text)
  return Number(match[1]) * 1024
}
