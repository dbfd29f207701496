import { ParseError, type Source, source } from '../../source.ts'
import { parseNumber } from '../number.ts'

/** The network namespaces that processes are in. */
export interface NetNamespaces {
  /** The reader's own, by the inode of its /proc/net/dev. */
  readonly own: number
  /** Processes that were not asked yet. */
  readonly left: number
  /** Processes that may not be asked (hidepid=1). */
  readonly refused: number
  /** Of processes, none of them the reader's own. */
  readonly others: readonly NetSpace[]
}

export interface NetSpace {
  /** Inode of its /proc/PID/net/dev: the same in every process of it, and of no other namespace. */
  readonly id: number
  readonly processes: number
  /** The lowest, ascending; one at least. */
  readonly pids: readonly number[]
}

/** What the host found, a line each: `own 4026531874`, `left 0`, `refused 0`, and of each other namespace `4026532999 3 1234 1250 1260`. host/net-namespaces.ts */
export function parseNetNamespaces(file: Buffer): NetNamespaces {
  const [first = '', second = '', third = '', ...lines] = file.toString('latin1').trimEnd().split('\n')
  const own = /^own (\d{1,15})$/.exec(first)?.[1]
  const left = /^left (\d{1,9})$/.exec(second)?.[1]
  const refused = /^refused (\d{1,9})$/.exec(third)?.[1]
  if (own === undefined || left === undefined || refused === undefined)
    throw new ParseError('network namespaces', `${first} ${second} ${third}`)
  return { own: Number(own), left: Number(left), refused: Number(refused), others: lines.map(spaceOf) }
}

/** In slices: what is `left` is asked for the next time. */
export const netNamespaces = source('netns:', parseNetNamespaces)
export const allNetNamespaces = source('netns:all', parseNetNamespaces)

/** Which one a process is in now: its pid may be another's since. */
export function netNamespaceOf(pid: number): Source<number> {
  return source(`netns:${pid}`, parseNumber)
}

function spaceOf(line: string): NetSpace {
  if (!/^\d{1,15} \d{1,9}(?: \d{1,9})+$/.test(line)) throw new ParseError('network namespaces', line)
  const [id, processes, ...pids] = line.split(' ').map(Number)
  return { id: id as number, processes: processes as number, pids }
}
