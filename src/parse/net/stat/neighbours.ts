import { source } from '../../../source.ts'
import { type CpuRows, cpuRows } from './cpu-rows.ts'

/**
 * /proc/net/stat/arp_cache and ndisc_cache, the neighbour tables of IPv4 and IPv6, hexadecimal, a row per CPU below a heading:
 * `entries  allocs   destroys hash_grows lookups  hits     res_failed … unresolved_discards table_fulls`
 * `00000003 00000010 0000000b 00000000   00000016 00000000 00000000   … 00000000            00000000`
 * `entries` are those of the whole machine, whatever the namespace; `table_fulls` since Linux 3.17. Kernel: net/core/neighbour.c neigh_stat_seq_show
 */
export function parseNeighbours(file: Buffer): CpuRows {
  return cpuRows('neighbours', file)
}

export const arpCache = source('/proc/net/stat/arp_cache', parseNeighbours)
export const ndiscCache = source('/proc/net/stat/ndisc_cache', parseNeighbours)
