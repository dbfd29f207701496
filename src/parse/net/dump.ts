import type { Fold, SocketsAsked } from '../../source.ts'
import { sockDiagFold } from './sock-diag.ts'
import type { SocketTable } from './socket-table.ts'
import { tcpFold } from './tcp.ts'

/** A socket table from the pieces of either kind: messages of sock_diag, or lines of /proc/net/tcp and tcp6. */
export function readDump(
  request: SocketsAsked,
  last: SocketTable | null,
  spare: SocketTable | null,
): Fold<SocketTable> {
  let fold: Fold<SocketTable> | null = null
  return {
    add: (piece) => {
      fold ??= isText(piece)
        ? tcpFold(request.states, last, spare)
        : sockDiagFold(request.info, last, spare, request.states, request.drops)
      fold.add(piece)
    },
    end: () => (fold ?? tcpFold(request.states, last, spare)).end(),
  }
}

/** A file begins with its heading; as a message's length that would be 540 MB. */
function isText(piece: Buffer): boolean {
  return piece[0] === 0x20
}
