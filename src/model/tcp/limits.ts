import {
  tcpKeepaliveIntvl,
  tcpKeepaliveProbes,
  tcpKeepaliveTime,
  tcpMaxOrphans,
  tcpMaxTwBuckets,
  tcpMem,
  tcpOrphanRetries,
  tcpRetries2,
  tcpRtoMaxMs,
  tcpSynLinearTimeouts,
  tcpSynRetries,
} from '../../parse/sys/net/ipv4.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { type Source, valueOf } from '../../source.ts'
import type { Bytes, Seconds } from '../../units.ts'
import type { RetryLimits } from './give-up.ts'
import type { NetNamespace } from './namespace.ts'

/** What the sockets may use and how long they are waited for. Null: not known. */
export interface Limits {
  readonly buckets: number | null
  readonly orphans: number | null
  /** From here on the kernel shrinks buffers; then the most. Of the whole machine. */
  readonly memoryPressure: Bytes | null
  readonly memoryMost: Bytes | null
  readonly retry: RetryLimits
  readonly keepalive: {
    readonly time: Seconds | null
    readonly interval: Seconds | null
    readonly probes: number | null
  }
}

/** The kernel's defaults stand in where a setting could not be read: times that follow from them are a model anyhow. */
export function limits(samples: Samples, pageSize: Bytes, { settings }: NetNamespace): Limits {
  const of = (source: Source<number>) => (settings ? valueOf(reading(samples.after, source)) : null)
  // One value for the whole machine, as the next.
  const memory = valueOf(reading(samples.after, tcpMem))
  const pages = (index: number) => {
    const value = memory?.[index]
    return value === undefined ? null : value * pageSize
  }
  return {
    buckets: of(tcpMaxTwBuckets),
    orphans: valueOf(reading(samples.after, tcpMaxOrphans)),
    memoryPressure: pages(1),
    memoryMost: pages(2),
    retry: {
      retries: of(tcpRetries2) ?? 15,
      orphanRetries: of(tcpOrphanRetries) ?? 0,
      synRetries: of(tcpSynRetries) ?? 6,
      synLinear: of(tcpSynLinearTimeouts) ?? 0,
      rtoMax: (of(tcpRtoMaxMs) ?? 120_000) / 1000,
    },
    keepalive: { time: of(tcpKeepaliveTime), interval: of(tcpKeepaliveIntvl), probes: of(tcpKeepaliveProbes) },
  }
}

export const limitSources: readonly Source<unknown>[] = [
  tcpMaxTwBuckets,
  tcpMaxOrphans,
  tcpMem,
  tcpRetries2,
  tcpOrphanRetries,
  tcpSynRetries,
  tcpSynLinearTimeouts,
  tcpRtoMaxMs,
  tcpKeepaliveTime,
  tcpKeepaliveIntvl,
  tcpKeepaliveProbes,
]
