import { readDump } from '../../parse/net/dump.ts'
import type { SocketTable } from '../../parse/net/socket-table.ts'
import { ALL_STATES } from '../../parse/net/tcp-state.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import type { Reading, SocketsAsked, Source } from '../../source.ts'

/** What of the sockets is wanted: the fewer states, the cheaper, as the kernel leaves out the others. */
export interface Wanted {
  /** stateMask(…); every state where it is left out. */
  readonly states?: number
  /** tcp_info too: a fifth dearer. */
  readonly info?: boolean
  /** Of the network namespace of this process; null or left out: the reader's own. */
  readonly pid?: number | null
}

/**
 * TCP sockets of both families in these states: a source like the others, though no file. Not read at all while nobody looks; 100,000
 * of them take 50 ms of CPU, in slices. Sources of the same wish are one.
 */
export function socketSource({ states = ALL_STATES, info = false, pid = null }: Wanted = {}): Source<SocketTable> {
  const request: SocketsAsked = { ask: 'sockets', states, info, pid }
  const path = `${pid === null ? '' : `/proc/${pid}/net/`}tcp sockets (states 0x${states.toString(16)}${info ? ', tcp_info' : ''})`
  return {
    path,
    every: 0,
    parse: (piece) => {
      const fold = readDump(request, null, null)
      fold.add(piece)
      return fold.end()
    },
    dump: { request, begin: (last, spare) => readDump(request, last, spare) },
  }
}

/** The newest of them, or why there are none. */
export function socketsOf(samples: Samples, wanted: Wanted = {}): Reading<SocketTable> {
  return reading(samples.after, socketSource(wanted))
}
