import type { PidFile } from '../host/host.ts'
import { type PidCgroup, parsePidCgroup } from '../parse/pid/cgroup.ts'
import { parsePidCmdline } from '../parse/pid/cmdline.ts'
import { parsePidEnviron, type Variable } from '../parse/pid/environ.ts'
import { type PidIo, parsePidIo } from '../parse/pid/io.ts'
import { type Limit, parsePidLimits } from '../parse/pid/limits.ts'
import { type Link, parsePidLinks } from '../parse/pid/links.ts'
import { type PidNumaMaps, parsePidNumaMaps } from '../parse/pid/numa-maps.ts'
import { type PidSchedstat, parsePidSchedstat } from '../parse/pid/schedstat.ts'
import { type Mapping, parsePidSmaps } from '../parse/pid/smaps.ts'
import { type MapSums, parsePidSmapsRollup } from '../parse/pid/smaps-rollup.ts'
import { parsePidSmapsSwap, type SwappedMapping } from '../parse/pid/smaps-swap.ts'
import { type PidSockets, parsePidSockets } from '../parse/pid/sockets.ts'
import { parsePidStack } from '../parse/pid/stack.ts'
import { type PidStatus, parsePidStatus } from '../parse/pid/status.ts'
import { type PidSyscall, parsePidSyscall } from '../parse/pid/syscall.ts'
import { parsePidWchan } from '../parse/pid/wchan.ts'
import { ParseError } from '../source.ts'

/** What each file of a process is once read. stat, statm and task have their own place in the record. */
export interface PidValues {
  readonly status: PidStatus
  readonly owner: number
  readonly io: PidIo
  readonly wchan: string | null
  readonly schedstat: PidSchedstat
  readonly oom_score: number
  readonly oom_score_adj: number
  readonly cgroup: readonly PidCgroup[]
  readonly limits: readonly Limit[]
  readonly comm: string
  readonly exe: string
  readonly cwd: string
  readonly root: string
  readonly stack: readonly string[]
  readonly syscall: PidSyscall
  readonly fd: readonly Link[]
  readonly ns: readonly Link[]
  readonly sockets: PidSockets
  readonly cmdline: readonly string[]
  readonly environ: readonly Variable[]
  readonly smaps_rollup: MapSums
  readonly smaps: readonly Mapping[]
  readonly smaps_swap: readonly SwappedMapping[]
  readonly numa_maps: PidNumaMaps
}

export const PID_PARSERS: { readonly [F in keyof PidValues]: (file: Buffer) => PidValues[F] } = {
  status: parsePidStatus,
  owner: integer,
  io: parsePidIo,
  wchan: parsePidWchan,
  schedstat: parsePidSchedstat,
  oom_score: integer,
  oom_score_adj: integer,
  cgroup: parsePidCgroup,
  limits: parsePidLimits,
  comm: word,
  exe: word,
  cwd: word,
  root: word,
  stack: parsePidStack,
  syscall: parsePidSyscall,
  fd: parsePidLinks,
  ns: parsePidLinks,
  sockets: parsePidSockets,
  cmdline: parsePidCmdline,
  environ: parsePidEnviron,
  smaps_rollup: parsePidSmapsRollup,
  smaps: parsePidSmaps,
  smaps_swap: parsePidSmapsSwap,
  numa_maps: parsePidNumaMaps,
}

/** Files that only the process page asks for: they are kept in `focus`, not in the record of every process. */
export const FOCUSED: ReadonlySet<string> = new Set([
  'smaps',
  'environ',
  'limits',
  'ns',
  'fd',
  'stack',
  'syscall',
  'cwd',
  'root',
])

/** Of these ESRCH may mean no more than that there is no address space: a kernel thread, or a zombie. fs/proc/base.c proc_mem_open */
export const OF_MEMORY: ReadonlySet<string> = new Set(['smaps', 'smaps_rollup', 'smaps_swap', 'numa_maps', 'environ'])

export function isPidValue(file: PidFile | string): file is keyof PidValues {
  return file in PID_PARSERS
}

function integer(file: Buffer): number {
  const negative = file[0] === 0x2d
  let value = 0
  let at = negative ? 1 : 0
  for (; at < file.length && file[at] !== 0x0a; at++) {
    const digit = (file[at] as number) - 0x30
    if (digit < 0 || digit > 9) throw new ParseError('number', file.toString('latin1'))
    value = value * 10 + digit
  }
  if (at === (negative ? 1 : 0)) throw new ParseError('number', file.toString('latin1'))
  return negative ? -value : value
}

/** A name or a link's target: all of it, less the final newline. */
function word(file: Buffer): string {
  return file.toString('utf8').replace(/\n$/, '')
}
