import type { Process } from '../../sample/process.ts'
import { rowOf } from '../../sample/process.ts'
import { valueOf } from '../../source.ts'
import { cgroupOf } from '../cgroup-of.ts'
import { isKernelThread, programOf } from '../command.ts'

/** Processes that do one job together. */
export interface Service {
  /** Raw: the path of a cgroup, or the name of a program. */
  readonly name: string
  readonly by: 'cgroup' | 'program'
  /** Ascending pid. */
  readonly members: readonly Process[]
  /** The oldest: its limits and its network are those of the service. */
  readonly anchor: Process
}

/** What a place may say of it: a cgroup; a program, with the pid of its parent; or a process whose service is looked for. */
export interface ServiceAsked {
  readonly cgroup: string | null
  readonly program: string | null
  readonly parent: number | null
  readonly pid: number | null
  /** Ticks since boot. */
  readonly start: number | null
}

/** Null: there is no such process now, or it is not known yet which there are. */
export function serviceOf(rows: readonly Process[], asked: ServiceAsked): Service | null {
  if (asked.cgroup !== null) return byCgroup(rows, asked.cgroup)
  if (asked.program !== null) return byProgram(rows, asked.program, asked.parent)
  const process = asked.pid === null ? undefined : rows[rowOf(rows, asked.pid)]
  if (!process || (asked.start !== null && process.stat.starttime !== asked.start)) return null
  const unit = unitOf(rows, process)
  return unit === null ? familyOf(rows, process) : byCgroup(rows, unit)
}

/** The oldest process of its program above it: while a service runs it stays, when its workers come and go. */
export function elderOf(rows: readonly Process[], process: Process): Process {
  const name = programOf(process)
  for (let elder = process; ; ) {
    const parent = parentOf(rows, elder)
    if (!parent || parent.pid === 1 || programOf(parent) !== name) return elder
    elder = parent
  }
}

/** Who has its number now and is no younger: rows are read at several moments, and numbers are given again. */
function parentOf(rows: readonly Process[], { stat }: Process): Process | undefined {
  const parent = rows[rowOf(rows, stat.ppid)]
  return parent && parent.stat.starttime <= stat.starttime ? parent : undefined
}

function byCgroup(rows: readonly Process[], path: string): Service | null {
  const below = path === '/' ? '/' : `${path}/`
  const isIn = ({ more }: Process) =>
    valueOf(more.cgroup)?.some((group) => group.path === path || group.path.startsWith(below)) ?? false
  return service(rows.filter(isIn), path, 'cgroup')
}

function byProgram(rows: readonly Process[], name: string, parent: number | null): Service | null {
  const isOne = (row: Process) => programOf(row) === name
  const isNear = ({ pid, stat }: Process) => parent === null || pid === parent || stat.ppid === parent
  return service(
    rows.filter((row) => isNear(row) && isOne(row)),
    name,
    'program',
  )
}

/**
 * The cgroup that systemd or a container engine made for it alone. Sessions of users hold anything; and the group that pid 1 is in is the
 * whole machine as it is seen from here.
 */
function unitOf(rows: readonly Process[], process: Process): string | null {
  const path = cgroupOf(process)
  if (path === null) return null
  const parts = path.split('/')
  const at = parts.findLastIndex((part) => UNIT.test(part) && !SESSION.test(part))
  if (at < 0) return null
  const unit = parts.slice(0, at + 1).join('/')
  const first = rows[rowOf(rows, 1)]
  const around = first ? cgroupOf(first) : null
  return around !== null && (around === unit || around.startsWith(`${unit}/`)) ? null : unit
}

const UNIT = /\.service$|\.scope$|^[0-9a-f]{64}$/
const SESSION = /^(?:session-.*|init)\.scope$|^user@\d+\.service$/

/** Those of its program from the first of them down; where there are no others, those of the same program and parent. */
function familyOf(rows: readonly Process[], process: Process): Service | null {
  const name = programOf(process)
  const isOne = (row: Process) => programOf(row) === name
  let elder = process
  for (let parent = parentOf(rows, elder); parent && parent.pid > 1 && isOne(parent); ) {
    elder = parent
    parent = parentOf(rows, elder)
  }
  const children = new Map<number, Process[]>()
  for (const row of rows) {
    if (!isOne(row)) continue
    const known = children.get(row.stat.ppid)
    if (known) known.push(row)
    else children.set(row.stat.ppid, [row])
  }
  const members = [elder]
  for (const member of members)
    members.push(...(children.get(member.pid) ?? []).filter((row) => parentOf(rows, row) === member))
  const siblings = elder.stat.ppid > 2 ? (children.get(elder.stat.ppid) ?? []) : []
  const found = members.length > 1 || siblings.length === 0 ? members : siblings
  return service(
    [...found].sort((a, b) => a.pid - b.pid),
    name,
    'program',
  )
}

/** The kernel's own threads and what has ended are no part of it. */
function service(rows: readonly Process[], name: string, by: Service['by']): Service | null {
  const members = rows.filter((row) => !isKernelThread(row) && row.stat.state !== 'X')
  const [first] = members
  if (!first) return null
  const anchor = members.reduce((oldest, row) => (row.stat.starttime < oldest.stat.starttime ? row : oldest), first)
  return { name, by, members, anchor }
}
