import { keepalive } from '../../model/tcp/keepalive.ts'
import type { SocketTable } from '../../parse/net/socket-table.ts'
import type { Seen } from './seen.ts'

/** Open connections by what watches over them, and what the probes come to; null: the sockets could not be read. */
export function keepaliveJson({ counters, limits }: Seen, table: SocketTable | null) {
  const now = table && keepalive(table)
  const { time, interval, probes } = limits.keepalive
  return {
    on: now?.on ?? null,
    off: now?.off ?? null,
    behind_another_timer: now?.hidden ?? null,
    probing: now?.probing ?? null,
    probes_per_second: counters.perSecond('TcpExtTCPKeepAlive'),
    timeouts_per_second: counters.perSecond('TcpExtTCPAbortOnTimeout'),
    default_time_seconds: time,
    default_interval_seconds: interval,
    default_probes: probes,
  }
}
