import { allNetNamespaces, type NetNamespaces } from '../../parse/net/namespaces.ts'
import { snmp } from '../../parse/net/snmp.ts'
import { sockstat, sockstat6 } from '../../parse/net/sockstat.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { isMissing, type Missing, type Source, valueOf } from '../../source.ts'
import { linkOf, type NetPid, nameOf, namespaceSources, netFile } from './namespace.ts'

/** A network namespace that processes are in, and what its own files tell of its sockets. Null: not known. */
export interface NetSpaceNow {
  /** What tells it from others for good: the inode of its /proc/PID/net/dev; 0: whytop's own where nobody could look. */
  readonly id: number
  /** `net:[4026531840]`, as ip netns and lsns know it; null: only its owner and root may know. */
  readonly link: string | null
  /** A process that stands for it: of the lowest pid; null: whytop. */
  readonly pid: NetPid
  /** Raw name of that process. */
  readonly comm: string | null
  readonly processes: number | null
  /** ESTABLISHED and CLOSE_WAIT: Tcp CurrEstab. */
  readonly estab: number | null
  /** In use and not established: those that listen, connect or close. sockstat inuse − CurrEstab */
  readonly rest: number | null
  readonly timeWait: number | null
  readonly udp: number | null
}

export interface NetSpaces {
  /** whytop's own first. */
  readonly rows: readonly NetSpaceNow[]
  /** Of this many namespaces nothing was read beside who is in them. */
  readonly unread: number
  /** Why there are no others. */
  readonly missing: Missing | null
}

/** Of more than these only the processes are told: each takes five files. */
const MOST = 100
/** A list, not a pane of each. */
const SELDOM = 5

export function netSpaces(samples: Samples): NetSpaces {
  const found = foundIn(samples)
  const known = isMissing(found) ? null : found
  const others = known ? largestFirst(known) : []
  const listed = samples.after.processes
  // Who has ended and is not waited for yet is in none.
  const alive = listed ? listed.rows.length - listed.tally.states.Z : null
  const elsewhere = others.reduce((sum, { processes }) => sum + processes, 0)
  return {
    rows: [
      {
        ...numbersOf(samples, null),
        id: known?.own ?? 0,
        processes: known && alive !== null && alive > elsewhere ? alive - elsewhere : null,
      },
      ...others.map(({ id, pids, processes }) => ({ ...numbersOf(samples, pids[0] as number), id, processes })),
    ],
    unread: Math.max(0, others.length - MOST),
    missing: isMissing(found) ? found : null,
  }
}

/** Who is where is asked of all processes, 15 µs each with turns for the keyboard between, and again of the new ones and a few others. */
export function netSpaceSources(samples: Samples | null): readonly Source<unknown>[] {
  const found = samples && foundIn(samples)
  const others = !found || isMissing(found) ? [] : largestFirst(found)
  const pids = others.slice(0, MOST).map(({ pids }) => pids[0] as number)
  return [{ ...allNetNamespaces, every: SELDOM }, ...[null, ...pids].flatMap(filesOf)]
}

function largestFirst({ others }: NetNamespaces): NetNamespaces['others'] {
  return [...others].sort((a, b) => b.processes - a.processes || a.id - b.id)
}

function foundIn(samples: Samples): NetNamespaces | Missing {
  const found = reading(samples.after, allNetNamespaces)
  return isMissing(found) ? found : found.value
}

function filesOf(pid: NetPid): readonly Source<unknown>[] {
  const seldom = [sockstat, sockstat6, snmp].map((file) => ({ ...netFile<unknown>(file, pid), every: SELDOM }))
  return [...seldom, ...namespaceSources(pid)]
}

function numbersOf(samples: Samples, pid: NetPid): Omit<NetSpaceNow, 'id' | 'processes'> {
  const v4 = valueOf(reading(samples.after, netFile(sockstat, pid)))
  // Without IPv6 there is no sockstat6, and none of its sockets.
  const v6 = valueOf(reading(samples.after, netFile(sockstat6, pid)))
  const estab = valueOf(reading(samples.after, netFile(snmp, pid)))?.get('TcpCurrEstab') ?? null
  const of = (four: string, six: string) => {
    const value = v4?.get(four)
    return value === undefined ? null : value + (v6?.get(six) ?? 0)
  }
  const inuse = of('TCP.inuse', 'TCP6.inuse')
  return {
    pid,
    link: linkOf(samples, pid),
    comm: pid === null ? null : nameOf(samples, pid),
    estab,
    // Two files, two moments.
    rest: inuse === null || estab === null ? null : Math.max(0, inuse - estab),
    timeWait: v4?.get('TCP.tw') ?? null,
    udp: of('UDP.inuse', 'UDP6.inuse'),
  }
}
