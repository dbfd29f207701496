import type { SocketTable } from '../../parse/net/socket-table.ts'
import { type Missing, valueOf } from '../../source.ts'
import { clean, type Text, text } from '../../text.ts'
import { type Seen, tableOf } from './seen.ts'

/** For `missing`: of the sockets that the pane's JSON is made from. */
export function untoldOf(on: Seen): readonly Missing[] {
  const found = untold(on, valueOf(tableOf(on, {})))
  return found ? [found] : []
}

/** Behind the title of such a table: ` (from /proc/net/tcp: no MAX; npm install koffi)`. */
export function untoldNote(on: Seen, table: SocketTable | null, lacks: Text): Text {
  const missing = untold(on, table)
  return missing ? text` (from /proc/net/tcp: ${lacks}; ${clean(missing.remedy)})` : text``
}

/**
 * What these sockets lack, as they are from /proc/net/tcp where sock_diag could not be asked: how many may wait at a listener, what it
 * dropped, tcp_info; and what would tell it. Null: sock_diag was asked.
 */
function untold(on: Seen, table: SocketTable | null): Lacking | null {
  if (table?.from !== 'proc' || table.count === 0) return null
  const { facts } = on.snapshot
  if (facts.clock === 'replayed')
    return lacking('a capture holds files only, and /proc/net/tcp does not tell it', 'ss -ltnmi on that machine')
  if (!on.namespace.settings)
    return lacking('sock_diag answers for whytop’s own network namespace only', `nsenter -t ${on.pid} -n whytop`)
  // CPU clocks are read through koffi too.
  if (facts.clocks) return lacking('the kernel has no inet_diag, or a sandbox forbids it', 'modprobe tcp_diag')
  if (facts.self === null) return lacking('/proc is that of another machine or container', 'run whytop in that one')
  return lacking('sock_diag is asked through koffi, which cannot be loaded here', 'npm install koffi')
}

type Lacking = Missing & { readonly remedy: string }

function lacking(why: string, remedy: string): Lacking {
  return { missing: 'absent', source: 'sock_diag (listeners: MAX, DROPS; tcp_info)', why, remedy }
}
