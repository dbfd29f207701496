import { source } from '../../../source.ts'
import { type CpuRows, cpuRows } from './cpu-rows.ts'

/**
 * /proc/net/stat/nf_conntrack, hexadecimal, a row per CPU below a heading:
 * `entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error …`
 * `00000003  00000000 00000000 00000000 0000000c …`. `entries` are of this namespace; counters are kept in 32 bits per CPU.
 * Kernel: net/netfilter/nf_conntrack_standalone.c ct_cpu_seq_show (CONFIG_NF_CONNTRACK_PROCFS)
 */
export function parseNfConntrack(file: Buffer): CpuRows {
  return cpuRows('nf_conntrack', file)
}

export const nfConntrack = source('/proc/net/stat/nf_conntrack', parseNfConntrack)
