import type { PidStat } from '../../src/parse/pid/stat.ts'
import type { Process, Processes } from '../../src/sample/process.ts'
import type { Thread } from '../../src/sample/threads.ts'
import { processes, record, S } from '../model/record.ts'
import type { Files } from './looks.ts'

/** Ticks of one CPU in one second; what is left of 100 is idle. */
export interface Ticks {
  readonly user?: number
  readonly system?: number
  readonly iowait?: number
  readonly softirq?: number
  readonly steal?: number
}

export interface Second {
  /** One each. */
  readonly cpus: readonly Ticks[]
  /** Of each CPU: threads in line on average; left out: no /proc/schedstat. */
  readonly lines?: readonly number[]
  readonly switches?: number
  readonly forks?: number
  readonly running?: number
  readonly blocked?: number
  /** PSI in percent of this second. */
  readonly cpu?: number
  readonly io?: readonly [some: number, full: number]
  readonly load?: readonly [number, number, number]
}

/** The files of a machine before and after one second. */
export function second(of: Second): { readonly was: Files; readonly now: Files } {
  return { was: files(of, 0), now: files(of, 1) }
}

/** The same while the load average falls, so that it is known that no thread is stuck. */
export function falling(of: Second): { readonly was: Files; readonly now: Files } {
  return { was: files({ ...of, load: [1, 1, 1] }, 0), now: files({ ...of, load: [0.92, 0.98, 0.99] }, 1) }
}

function files(of: Second, times: number): Files {
  const { cpus, lines, switches = 0, forks = 0, running = 1, blocked = 0, cpu, io, load = [0, 0, 0] } = of
  const rows = cpus.map(({ user = 0, system = 0, iowait = 0, softirq = 0, steal = 0 }) => {
    const idle = 100 - user - system - iowait - softirq - steal
    return [user, 0, system, idle, iowait, 0, softirq, steal, 0, 0].map((ticks) => 1000 + ticks * times)
  })
  const sum = rows[0]?.map((_, i) => rows.reduce((all, row) => all + (row[i] ?? 0), 0)) ?? []
  return {
    '/proc/stat': [
      `cpu  ${sum.join(' ')}`,
      ...rows.map((row, i) => `cpu${i} ${row.join(' ')}`),
      'intr 5',
      `ctxt ${switches * times}`,
      'btime 1700000000',
      `processes ${forks * times}`,
      `procs_running ${running}`,
      `procs_blocked ${blocked}`,
      'softirq 1 0 0 0 0 0 0 0 0 0 0\n',
    ].join('\n'),
    '/proc/loadavg': `${load.map((one) => one.toFixed(2)).join(' ')} 1/100 5\n`,
    ...(lines && { '/proc/schedstat': schedstat(lines, times) }),
    ...(cpu !== undefined && { '/proc/pressure/cpu': pressure(cpu, 0, times) }),
    ...(io && { '/proc/pressure/io': pressure(io[0], io[1], times) }),
  }
}

function schedstat(lines: readonly number[], times: number): string {
  const rows = lines.map((line, i) => `cpu${i} 0 0 0 0 0 0 0 ${Math.round(line * 1e9) * times} 0`)
  return `version 15\ntimestamp 1\n${rows.join('\n')}\n`
}

/** Averages as they are after ten seconds like this one. */
function pressure(some: number, full: number, times: number): string {
  const line = (kind: string, share: number) =>
    `${kind} avg10=${share.toFixed(2)} avg60=0.00 avg300=0.00 total=${Math.round(share * 1e4) * times}\n`
  return line('some', some) + line('full', full)
}

/** One thread that is a process, over one second. */
export interface Task {
  readonly pid: number
  /** CPUs it had. */
  readonly ran?: number
  /** Share of the second in line. */
  readonly waited?: number
  readonly slices?: number
  readonly stat?: Partial<PidStat>
  /** Grows by this within the second. */
  readonly grows?: Partial<Record<'utime' | 'stime' | 'cutime' | 'cstime', number>>
  readonly cgroup?: string
  readonly wchan?: string
  readonly threads?: readonly Task[]
  readonly sockets?: readonly number[]
}

const AT = 1000

/** Processes at two probes one second apart, their threads looked at both times. */
export function tasks(all: readonly Task[]): { readonly processesWas: Processes; readonly processes: Processes } {
  return { processesWas: probe(all, 0), processes: probe(all, 1) }
}

function probe(all: readonly Task[], times: number): Processes {
  const at = AT - 1 + times
  const rows = all.map((task) => row(task, at, times))
  const cpu = all.map(({ ran = 0 }) => 5e9 + ran * 1e9 * times)
  const threads = new Map(
    all.flatMap(({ pid, threads: own }) => (own ? [[pid, own.map((task) => thread(task, at, times))] as const] : [])),
  )
  return processes(at, rows, cpu, { threads, scanned: true })
}

function row(task: Task, at: number, times: number): Process {
  const { pid, cgroup, wchan, sockets, threads } = task
  const stamp = { at: at * S }
  return record(pid, statOf(task, times, threads?.length ?? 1), {
    movedAt: at * S,
    more: {
      schedstat: { ...stamp, value: times_(task, times) },
      ...(cgroup && { cgroup: { ...stamp, value: [{ id: 0, controllers: [], path: cgroup }] } }),
      ...(wchan && { wchan: { ...stamp, value: wchan } }),
      ...(sockets && {
        sockets: {
          ...stamp,
          value: { inodes: Float64Array.from(sockets), fds: Int32Array.from(sockets, (_, i) => i + 3) },
        },
      }),
    },
  })
}

function thread(task: Task, at: number, times: number): Thread {
  return {
    tid: task.pid,
    at: at * S,
    stat: { ...record(task.pid).stat, ...statOf(task, times, 1) },
    schedstat: { at: at * S, value: times_(task, times) },
    wchan: task.wchan ? { at: at * S, value: task.wchan } : null,
    stack: null,
  }
}

function statOf({ stat = {}, grows = {} }: Task, times: number, threads: number): Partial<PidStat> {
  const grown = Object.fromEntries(Object.entries(grows).map(([name, ticks]) => [name, 1000 + ticks * times]))
  return { threads, ...grown, ...stat }
}

function times_({ ran = 0, waited = 0, slices = 10 }: Task, times: number) {
  return { run: 1e9 + ran * 1e9 * times, wait: 1e9 + waited * 1e9 * times, slices: slices * times }
}
