import type { SocketTable } from '../../parse/net/socket-table.ts'
import { seconds } from '../../rates.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { isMissing } from '../../source.ts'
import { socketSource } from '../sockets/table.ts'
import type { PortRange } from './ephemeral.ts'
import type { NetPid } from './namespace.ts'
import { type PortsInUse, portsInUse } from './ports.ts'

/** Worked out once for a table: who asks again gets the same. */
const known = new WeakMap<SocketTable, PortsInUse>()

/** From the dump of all sockets of a namespace, with its growth since the one before. Null: there is none. */
export function portsOf({ after, before }: Samples, range: PortRange | null, pid: NetPid = null): PortsInUse | null {
  const source = socketSource({ pid })
  const now = reading(after, source)
  if (!range || isMissing(now)) return null
  const last = before && reading(before, source)
  const earlier =
    last && !isMissing(last) ? { ports: portsAt(last.value, range, null), dt: seconds(last.at, now.at) } : null
  return portsAt(now.value, range, earlier)
}

function portsAt(table: SocketTable, range: PortRange, earlier: Parameters<typeof portsInUse>[2]): PortsInUse {
  const found = known.get(table)
  if (found) return found
  const ports = portsInUse(table, range, earlier)
  known.set(table, ports)
  return ports
}
