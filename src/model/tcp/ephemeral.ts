import { ipLocalPortRange, ipLocalReservedPorts } from '../../parse/sys/net/ipv4.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { type Source, valueOf } from '../../source.ts'
import type { NetNamespace } from './namespace.ts'

/** The ports the kernel may give to an outgoing connection. */
export interface PortRange {
  readonly low: number
  readonly high: number
  /** Of the range, taken out by ip_local_reserved_ports. */
  readonly reserved: ReadonlySet<number>
  /** The kernel's default: that of another namespace can't be read from here. */
  readonly assumed: boolean
}

/** Null: it could not be read. */
export function portRange(samples: Samples, { settings }: NetNamespace): PortRange | null {
  if (!settings) return { low: 32_768, high: 60_999, reserved: new Set(), assumed: true }
  const range = valueOf(reading(samples.after, ipLocalPortRange))
  const reserved = valueOf(reading(samples.after, ipLocalReservedPorts)) ?? []
  const [low, high] = range ?? []
  if (low === undefined || high === undefined || high < low) return null
  return { low, high, reserved: new Set(reserved.filter((port) => port >= low && port <= high)), assumed: false }
}

export const rangeSources: readonly Source<unknown>[] = [ipLocalPortRange, ipLocalReservedPorts]

/**
 * How many of them one (source, destination, port) may use: the range without what is reserved and without ports that a listener
 * holds, which connect() skips whatever the destination. Kernel: net/ipv4/inet_hashtables.c __inet_hash_connect
 */
export function usablePorts({ low, high, reserved }: Omit<PortRange, 'assumed'>, listening: Uint8Array): number {
  let usable = high - low + 1 - reserved.size
  for (let port = low; port <= high; port++) if (listening[port] === 1 && !reserved.has(port)) usable--
  return usable
}
