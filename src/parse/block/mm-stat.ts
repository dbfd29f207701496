import { ParseError } from '../../source.ts'
import type { Bytes } from '../../units.ts'

/** What a compressed disk in RAM holds, and what it takes. */
export interface ZramMemory {
  /** Uncompressed, pages of one value not counted. */
  readonly original: Bytes
  /** The same, compressed. */
  readonly compressed: Bytes
  /** RAM it takes, with what the allocator wastes and keeps: its true cost. */
  readonly used: Bytes
  /** Infinity: none. */
  readonly limit: Bytes
  /** The most it ever took. */
  readonly most: Bytes
  /** Pages filled with one value (zeros): they take no memory but their entry. */
  readonly samePages: number
  /** Pages that would not compress; 4.19. */
  readonly hugePages?: number
}

/**
 * /sys/block/zramN/mm_stat: `orig_data_size compr_data_size mem_used_total mem_limit mem_used_max same_pages pages_compacted
 * huge_pages huge_pages_since` on one line, bytes but for the pages. Linux 4.1.
 * Kernel: drivers/block/zram/zram_drv.c mm_stat_show; Documentation/admin-guide/blockdev/zram.rst
 */
export function parseMmStat(file: Buffer): ZramMemory {
  const line = file.toString('latin1', 0, 400).trim()
  if (!/^\d{1,20}( +\d{1,20}){5,}$/.test(line)) throw new ParseError('zram mm_stat', line)
  const [original = 0, compressed = 0, used = 0, limit = 0, most = 0, samePages = 0, , hugePages] = line
    .split(/ +/)
    .map(Number)
  return {
    original,
    compressed,
    used,
    limit: limit === 0 ? Number.POSITIVE_INFINITY : limit,
    most,
    samePages,
    ...(hugePages !== undefined && { hugePages }),
  }
}
