import { type Source, source } from '../../source.ts'
import type { Bytes } from '../../units.ts'
import { parseFolder } from '../folder.ts'
import { parseNumber } from '../number.ts'

// Documentation/admin-guide/mm/hugetlbpage.rst; absent without CONFIG_HUGETLBFS

const FOLDER = '/sys/kernel/mm/hugepages'
const SLOWLY = 10

/** A folder a size: hugepages-2048kB. */
export const hugepageSizes = source(`${FOLDER}/`, parseFolder, SLOWLY)

export const POOL_FILES = ['nr_hugepages', 'free_hugepages', 'resv_hugepages', 'surplus_hugepages'] as const

/** Pages of a pool: all there are, free ones, those promised but not touched yet, those above nr_hugepages. */
export function hugepagePool(folder: string, file: (typeof POOL_FILES)[number]): Source<number> {
  return source(`${FOLDER}/${folder}/${file}`, parseNumber, SLOWLY)
}

/** `hugepages-2048kB` → bytes; null: another name. */
export function hugepageSize(folder: string): Bytes | null {
  const match = /^hugepages-(\d{1,9})kB$/.exec(folder)
  return match ? Number(match[1]) * 1024 : null
}
