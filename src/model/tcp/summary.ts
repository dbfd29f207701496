import { sockstat, sockstat6 } from '../../parse/net/sockstat.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { type Source, valueOf } from '../../source.ts'
import type { Bytes } from '../../units.ts'
import type { Counters } from './counters.ts'
import { type NetPid, netFile } from './namespace.ts'

/** The numbers of `ss -s`, and what they are made of. Null: not known. */
export interface SocketSummary {
  /** alloc + tw: allocated on the whole machine, and TIME_WAIT here. */
  readonly total: number | null
  /** ESTABLISHED and CLOSE_WAIT. Tcp CurrEstab */
  readonly estab: number | null
  /** As ss has it: alloc − (inuse − tw). It counts TIME_WAIT although inuse does not hold it. */
  readonly closed: number | null
  /** Not in any hash table: made by socket(2), neither connected nor listening. alloc − inuse; of the whole machine, 0 at least. */
  readonly unhashed: number | null
  /** Of the whole machine: closed by their program, not yet by TCP. */
  readonly orphaned: number | null
  /** TIME_WAIT, and FIN_WAIT2 that nobody owns. */
  readonly timeWait: number | null
  readonly inuse4: number | null
  readonly inuse6: number | null
  readonly alloc: number | null
  /** Buffers of all TCP sockets of the machine. */
  readonly memory: Bytes | null
  /** Sockets of all families. */
  readonly used: number | null
}

export function socketSummary(samples: Samples, pid: NetPid, { now }: Counters, pageSize: Bytes): SocketSummary {
  const v4 = valueOf(reading(samples.after, netFile(sockstat, pid)))
  const v6 = valueOf(reading(samples.after, netFile(sockstat6, pid)))
  const of = (name: string) => v4?.get(name) ?? null
  const [alloc, timeWait, inuse4, mem] = [of('TCP.alloc'), of('TCP.tw'), of('TCP.inuse'), of('TCP.mem')]
  // Without IPv6 there is no sockstat6, and none of its sockets.
  const inuse6 = v6?.get('TCP6.inuse') ?? null
  const inuse = inuse4 === null ? null : inuse4 + (inuse6 ?? 0)
  return {
    total: plus(alloc, timeWait),
    estab: now('TcpCurrEstab'),
    closed: alloc === null || inuse === null || timeWait === null ? null : alloc - (inuse - timeWait),
    unhashed: alloc === null || inuse === null ? null : Math.max(0, alloc - inuse),
    orphaned: of('TCP.orphan'),
    timeWait,
    inuse4,
    inuse6,
    alloc,
    memory: mem === null ? null : mem * pageSize,
    used: of('sockets.used'),
  }
}

export function summarySources(pid: NetPid): readonly Source<unknown>[] {
  return [netFile(sockstat, pid), netFile(sockstat6, pid)]
}

function plus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b
}
