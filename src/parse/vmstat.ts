import { source } from '../source.ts'
import { flatKeyed } from './keyed.ts'

/**
 * By the kernel's name. `nr_*` are pages now, nearly all the rest are counts of events or pages since boot; `pgpgin`, `pgpgout`
 * are KiB, `pswpin`, `pswpout` pages. A name this kernel has not is undefined, never 0.
 */
export type Vmstat = ReadonlyMap<string, number>

/**
 * /proc/vmstat: `nr_free_pages 385034`, one name and number per line; about 190 of them, other ones in every kernel.
 * Kernel: mm/vmstat.c vmstat_text
 */
export function parseVmstat(file: Buffer): Vmstat {
  return flatKeyed('vmstat', file)
}

export const vmstat = source('/proc/vmstat', parseVmstat)
