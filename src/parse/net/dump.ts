import type { Fold, SocketsAsked } from '../../source.ts'
import { sockDiagFold } from './sock-diag.ts'
import type { SocketTable } from './socket-table.ts'
import { isFile, tcpFold } from './tcp.ts'

/** A socket table from the pieces of either kind: messages of sock_diag, or lines of /proc/net/tcp and tcp6. */
export function readDump(
  request: SocketsAsked,
  last: SocketTable | null,
  spare: SocketTable | null,
): Fold<SocketTable> {
  let fold: Fold<SocketTable> | null = null
  return {
    add: (piece) => {
      fold ??= isFile(piece)
        ? tcpFold(request.states, last, spare)
        : sockDiagFold(request.info, last, spare, request.states, request.drops)
      fold.add(piece)
    },
    end: () => (fold ?? tcpFold(request.states, last, spare)).end(),
  }
}
