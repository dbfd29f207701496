import { ParseError } from '../../source.ts'
import type { Bytes, Counter } from '../../units.ts'
import { lineAt } from '../keyed.ts'
import { listOf } from '../list.ts'

type Optional<Fields extends Record<string, string>, T> = Readonly<Partial<Record<Fields[keyof Fields], T>>>

/**
 * What /proc/PID/status says beyond stat. The Vm* and Rss* lines are missing for kernel threads and zombies, others in kernels or
 * sandboxes without the feature.
 */
export interface PidStatus
  extends Optional<typeof BYTES, Bytes>,
    Optional<typeof MASKS, bigint>,
    Optional<typeof COUNTS, number>,
    Optional<typeof FLAGS, boolean>,
    Optional<typeof LISTS, readonly number[]> {
  readonly tgid: number
  readonly pid: number
  readonly ppid: number
  readonly threads: number
  /** Real, effective, saved, file system. */
  readonly uid: Ids
  readonly gid: Ids
  /** Queued signals of the user, and how many are allowed. */
  readonly sigQ?: { readonly queued: number; readonly limit: number }
  readonly voluntaryCtxtSwitches?: Counter<'switch'>
  readonly nonvoluntaryCtxtSwitches?: Counter<'switch'>
}

export type Ids = readonly [real: number, effective: number, saved: number, fs: number]

const BYTES = {
  VmPeak: 'vmPeak',
  VmSize: 'vmSize',
  VmLck: 'vmLck',
  VmPin: 'vmPin',
  VmHWM: 'vmHWM',
  VmRSS: 'vmRSS',
  RssAnon: 'rssAnon',
  RssFile: 'rssFile',
  RssShmem: 'rssShmem',
  VmData: 'vmData',
  VmStk: 'vmStk',
  VmExe: 'vmExe',
  VmLib: 'vmLib',
  VmPTE: 'vmPTE',
  VmSwap: 'vmSwap',
  HugetlbPages: 'hugetlbPages', // not in VmRSS
} as const

const MASKS = {
  SigPnd: 'sigPnd',
  ShdPnd: 'shdPnd',
  SigBlk: 'sigBlk',
  SigIgn: 'sigIgn',
  SigCgt: 'sigCgt',
  CapInh: 'capInh',
  CapPrm: 'capPrm',
  CapEff: 'capEff',
  CapBnd: 'capBnd',
  CapAmb: 'capAmb',
} as const

const COUNTS = {
  Ngid: 'ngid', // the NUMA group, 0: none
  TracerPid: 'tracerPid', // 0: not traced
  FDSize: 'fdSize', // slots of the table, not open files
  Seccomp: 'seccomp', // 0 off, 1 strict, 2 filter
} as const

const FLAGS = {
  Kthread: 'kthread', // 6.12
  CoreDumping: 'coreDumping',
  THP_enabled: 'thpEnabled',
  NoNewPrivs: 'noNewPrivs',
} as const

const LISTS = {
  Groups: 'groups',
  NSpid: 'nspid', // outermost PID namespace first
  Cpus_allowed_list: 'cpusAllowedList',
  Mems_allowed_list: 'memsAllowedList', // CONFIG_CPUSETS
} as const

const entries = <Name extends string>(fields: Readonly<Record<string, Name>>): ReadonlyMap<string, Name> =>
  new Map(Object.entries(fields))
const BYTE = entries(BYTES)
const MASK = entries(MASKS)
const COUNT = entries(COUNTS)
const FLAG = entries(FLAGS)
const LIST = entries(LISTS)

/**
 * /proc/PID/status: `VmRSS:<tab>     936 kB`, read by name; KiB become bytes, masks are 64-bit sets. The line `Name` is left to stat,
 * which has it unescaped.
 * Kernel: fs/proc/array.c proc_pid_status; Documentation/filesystems/proc.rst table 1-2
 */
export function parsePidStatus(file: Buffer): PidStatus {
  const text = file.toString('latin1')
  const record: { -readonly [K in keyof PidStatus]?: PidStatus[K] } = {}
  for (let at = 0; at < text.length; ) {
    const line = lineAt(text, at)
    at += line.length + 1
    const colon = line.indexOf(':')
    if (colon !== -1) field(record, line.slice(0, colon), line.slice(colon + 1).trim(), line)
  }
  const { tgid, pid, ppid, threads, uid, gid } = record
  if (tgid === undefined || pid === undefined || ppid === undefined || threads === undefined || !uid || !gid) {
    throw new ParseError('pid status without Tgid, Pid, PPid, Threads, Uid or Gid', lineAt(text, 0))
  }
  return Object.assign(record, { tgid, pid, ppid, threads, uid, gid })
}

function field(
  record: { -readonly [K in keyof PidStatus]?: PidStatus[K] },
  name: string,
  value: string,
  line: string,
): void {
  const bytes = BYTE.get(name)
  if (bytes !== undefined) record[bytes] = whole(value.replace(/ kB$/, ''), line) * 1024
  const mask = MASK.get(name)
  if (mask !== undefined) record[mask] = hex(value, line)
  const count = COUNT.get(name)
  if (count !== undefined) record[count] = whole(value, line)
  const flag = FLAG.get(name)
  if (flag !== undefined) record[flag] = whole(value, line) !== 0
  const list = LIST.get(name)
  if (list !== undefined) record[list] = name.endsWith('_list') ? listOf(value) : numbers(value, line)
  if (name === 'Tgid') record.tgid = whole(value, line)
  else if (name === 'Pid') record.pid = whole(value, line)
  else if (name === 'PPid') record.ppid = whole(value, line)
  else if (name === 'Threads') record.threads = whole(value, line)
  else if (name === 'Uid') record.uid = ids(value, line)
  else if (name === 'Gid') record.gid = ids(value, line)
  else if (name === 'SigQ') record.sigQ = sigQ(value, line)
  else if (name === 'voluntary_ctxt_switches') record.voluntaryCtxtSwitches = whole(value, line)
  else if (name === 'nonvoluntary_ctxt_switches') record.nonvoluntaryCtxtSwitches = whole(value, line)
}

function whole(value: string, line: string): number {
  if (!/^\d+$/.test(value)) throw new ParseError('pid status', line)
  return Number(value)
}

function hex(value: string, line: string): bigint {
  if (!/^[0-9a-f]{1,32}$/.test(value)) throw new ParseError('pid status', line)
  return BigInt(`0x${value}`)
}

function numbers(value: string, line: string): readonly number[] {
  return value === '' ? [] : value.split(/\s+/).map((one) => whole(one, line))
}

function ids(value: string, line: string): Ids {
  const [real, effective, saved, fs] = numbers(value, line)
  if (real === undefined || effective === undefined || saved === undefined || fs === undefined) {
    throw new ParseError('pid status', line)
  }
  return [real, effective, saved, fs]
}

function sigQ(value: string, line: string): { queued: number; limit: number } {
  const [queued = '', limit = ''] = value.split('/')
  return { queued: whole(queued, line), limit: whole(limit, line) }
}
