import { readDump } from '../../parse/net/dump.ts'
import type { SocketTable } from '../../parse/net/socket-table.ts'
import { ALL_STATES } from '../../parse/net/tcp-state.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import type { Reading, SocketsAsked, Source } from '../../source.ts'
import type { Seconds } from '../../units.ts'

/** What of the sockets is wanted: the fewer states, the cheaper, as the kernel leaves out the others. */
export interface Wanted {
  /** stateMask(…); every state where it is left out. */
  readonly states?: number
  /** tcp_info too: a fifth dearer. */
  readonly info?: boolean
  /** What listeners dropped too. */
  readonly drops?: boolean
  /** Of the network namespace of this process; null or left out: the reader's own. */
  readonly pid?: number | null
}

/**
 * TCP sockets of both families in these states: a source like the others, though no file. Not read at all while nobody looks; 100,000
 * of them take 50 ms of CPU, in slices. Sources of the same wish are one.
 */
export function socketSource({
  states = ALL_STATES,
  info = false,
  drops = false,
  pid = null,
}: Wanted = {}): Source<SocketTable> {
  const request: SocketsAsked = { ask: 'sockets', states, info, drops, pid }
  const path = `${pid === null ? '' : `/proc/${pid}/net/`}tcp sockets (states 0x${states.toString(16)}${info ? ', tcp_info' : ''}${drops ? ', drops' : ''})`
  return {
    path,
    every: 0,
    parse: (piece) => {
      const fold = readDump(request, null, null)
      fold.add(piece)
      return fold.end()
    },
    dump: { request, begin: (last, spare) => readDump(request, last, spare), keeps: standsFor },
  }
}

/** Sockets that are read in a second, of however many: 2 µs each, with all that is made of them. */
const A_SECOND = 12_500
/** Seconds: an older table would say nothing of now. */
const LONGEST = 15

/** Seconds for which a table stands: 100,000 sockets are read every eight. Fewer than fit a second at every tick. */
export function standsFor({ count }: SocketTable): Seconds {
  return count <= A_SECOND ? 0 : Math.min(LONGEST, count / A_SECOND)
}

/** The newest of them, or why there are none. */
export function socketsOf(samples: Samples, wanted: Wanted = {}): Reading<SocketTable> {
  return reading(samples.after, socketSource(wanted))
}
