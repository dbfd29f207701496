import { ParseError } from '../../source.ts'
import type { Bytes } from '../../units.ts'
import { eachKeyed, lineAt } from '../keyed.ts'

/** Sums over the pages of one mapping, or of all of a process. Fields beyond these four came or went with some kernel. */
export interface MapSums extends Readonly<Partial<Record<(typeof FIELDS)[keyof typeof FIELDS], Bytes>>> {
  readonly rss: Bytes
  /** Each page divided by the number of mappings that share it. */
  readonly pss: Bytes
  readonly privateClean: Bytes
  /** With `privateClean`: what would be free if the process ended, USS. */
  readonly privateDirty: Bytes
}

const FIELDS = {
  Rss: 'rss',
  Pss: 'pss',
  Pss_Dirty: 'pssDirty', // 6.0
  Pss_Anon: 'pssAnon', // rollup only, 5.4
  Pss_File: 'pssFile',
  Pss_Shmem: 'pssShmem',
  Shared_Clean: 'sharedClean',
  Shared_Dirty: 'sharedDirty',
  Private_Clean: 'privateClean',
  Private_Dirty: 'privateDirty',
  Referenced: 'referenced',
  Anonymous: 'anonymous',
  KSM: 'ksm', // 6.8
  LazyFree: 'lazyFree',
  AnonHugePages: 'anonHugePages',
  ShmemPmdMapped: 'shmemPmdMapped',
  FilePmdMapped: 'filePmdMapped',
  Shared_Hugetlb: 'sharedHugetlb', // in neither Rss nor Pss
  Private_Hugetlb: 'privateHugetlb',
  Swap: 'swap',
  SwapPss: 'swapPss',
  Locked: 'locked',
} as const

const FIELD: ReadonlyMap<string, (typeof FIELDS)[keyof typeof FIELDS]> = new Map(Object.entries(FIELDS))

/**
 * /proc/PID/smaps_rollup: a heading `556824493000-7fff4addc000 ---p 00000000 00:00 0 [rollup]`, then `Rss:  1684 kB` and the like.
 * The same user or CAP_SYS_PTRACE only; walks the page tables under the mmap lock of the process. Linux 4.14.
 * Kernel: fs/proc/task_mmu.c show_smaps_rollup; Documentation/ABI/testing/procfs-smaps_rollup
 */
export function parsePidSmapsRollup(file: Buffer): MapSums {
  const text = file.toString('latin1')
  const heading = lineAt(text, 0)
  if (!heading.endsWith('[rollup]')) throw new ParseError('pid smaps_rollup', heading)
  return mapSums(text.slice(heading.length + 1), 'pid smaps_rollup').sums
}

/** The lines below a heading: of smaps_rollup, and of each mapping in smaps. */
export function mapSums(
  text: string,
  what: string,
): { sums: MapSums; size?: Bytes; kernelPageSize?: Bytes; vmFlags?: readonly string[] } {
  const sums: { -readonly [K in keyof MapSums]?: MapSums[K] } = {}
  const rest: { size?: Bytes; kernelPageSize?: Bytes; vmFlags?: readonly string[] } = {}
  eachKeyed(text, (name, value, kb, from) => {
    const field = FIELD.get(name)
    if (field !== undefined) {
      if (value === null || !kb) throw new ParseError(what, lineAt(text, from))
      sums[field] = value * 1024
    } else if (name === 'Size' && value !== null) rest.size = value * 1024
    else if (name === 'KernelPageSize' && value !== null) rest.kernelPageSize = value * 1024
    else if (name === 'VmFlags') rest.vmFlags = lineAt(text, from).slice('VmFlags:'.length).trim().split(' ')
  })
  const { rss, pss, privateClean, privateDirty } = sums
  if (rss === undefined || pss === undefined || privateClean === undefined || privateDirty === undefined) {
    throw new ParseError(`${what} without Rss, Pss or Private_*`, lineAt(text, 0))
  }
  return { sums: Object.assign(sums, { rss, pss, privateClean, privateDirty }), ...rest }
}
