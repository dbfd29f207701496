import { ParseError, source } from '../source.ts'
import type { Bytes } from '../units.ts'
import { eachKeyed, lineAt } from './keyed.ts'

/** Bytes, but for `all`, which has what no field names, and for the counts of huge pages. */
export interface Meminfo extends Readonly<Partial<Record<(typeof FIELDS)[keyof typeof FIELDS], Bytes>>> {
  readonly memTotal: Bytes
  readonly memFree: Bytes
  /** Pages of size `hugepagesize`. */
  readonly hugePagesTotal?: number
  readonly hugePagesFree?: number
  readonly hugePagesRsvd?: number
  readonly hugePagesSurp?: number
  /** Every line in kB by the kernel's name, in the kernel's order. */
  readonly all: ReadonlyMap<string, Bytes>
}

const FIELDS = {
  MemTotal: 'memTotal',
  MemFree: 'memFree',
  MemAvailable: 'memAvailable', // 3.14; lxcfs may lack it
  Buffers: 'buffers',
  Cached: 'cached', // includes Shmem, excludes SwapCached
  SwapCached: 'swapCached',
  Active: 'active',
  Inactive: 'inactive',
  'Active(anon)': 'activeAnon',
  'Inactive(anon)': 'inactiveAnon',
  'Active(file)': 'activeFile',
  'Inactive(file)': 'inactiveFile',
  Unevictable: 'unevictable',
  Mlocked: 'mlocked',
  SwapTotal: 'swapTotal',
  SwapFree: 'swapFree',
  Zswap: 'zswap', // 5.19
  Zswapped: 'zswapped',
  Dirty: 'dirty',
  Writeback: 'writeback',
  AnonPages: 'anonPages',
  Mapped: 'mapped',
  Shmem: 'shmem',
  KReclaimable: 'kReclaimable', // 4.20
  Slab: 'slab',
  SReclaimable: 'sReclaimable',
  SUnreclaim: 'sUnreclaim',
  KernelStack: 'kernelStack',
  PageTables: 'pageTables',
  SecPageTables: 'secPageTables', // 6.1
  CommitLimit: 'commitLimit',
  Committed_AS: 'committedAS',
  VmallocUsed: 'vmallocUsed',
  Percpu: 'percpu',
  HardwareCorrupted: 'hardwareCorrupted',
  AnonHugePages: 'anonHugePages',
  ShmemHugePages: 'shmemHugePages',
  ShmemPmdMapped: 'shmemPmdMapped',
  FileHugePages: 'fileHugePages',
  FilePmdMapped: 'filePmdMapped',
  Hugepagesize: 'hugepagesize',
  Hugetlb: 'hugetlb', // all sizes of huge pages
} as const

const COUNTS = {
  HugePages_Total: 'hugePagesTotal',
  HugePages_Free: 'hugePagesFree',
  HugePages_Rsvd: 'hugePagesRsvd',
  HugePages_Surp: 'hugePagesSurp',
} as const

const FIELD: ReadonlyMap<string, (typeof FIELDS)[keyof typeof FIELDS]> = new Map(Object.entries(FIELDS))
const COUNT: ReadonlyMap<string, (typeof COUNTS)[keyof typeof COUNTS]> = new Map(Object.entries(COUNTS))

/**
 * /proc/meminfo: `MemTotal:        2006668 kB`, KiB whatever it says. By name: lines come and go between kernels.
 * Kernel: fs/proc/meminfo.c; Documentation/filesystems/proc.rst "meminfo"
 */
export function parseMeminfo(file: Buffer): Meminfo {
  const text = file.toString('latin1')
  const all = new Map<string, Bytes>()
  const record: { -readonly [K in keyof Meminfo]?: Meminfo[K] } = {}
  eachKeyed(text, (name, value, kb, from) => {
    const field = FIELD.get(name)
    if (value !== null && kb) {
      all.set(name, value * 1024)
      if (field !== undefined) record[field] = value * 1024
      return
    }
    const count = COUNT.get(name)
    if (value !== null && count !== undefined) record[count] = value
    else if (field !== undefined || count !== undefined) throw new ParseError('meminfo', lineAt(text, from))
  })
  const { memTotal, memFree } = record
  if (memTotal === undefined || memFree === undefined) {
    throw new ParseError('meminfo without MemTotal or MemFree', lineAt(text, 0))
  }
  return Object.assign(record, { memTotal, memFree, all })
}

export const meminfo = source('/proc/meminfo', parseMeminfo)
