import { parsePidCgroup } from '../../../src/parse/pid/cgroup.ts'
import { parsePidStat } from '../../../src/parse/pid/stat.ts'
import type { More, Process, Processes } from '../../../src/sample/process.ts'
import { tallied } from '../../../src/sample/tally.ts'
import type { Thread } from '../../../src/sample/threads.ts'
import type { Missing, Reading } from '../../../src/source.ts'

const NONE = new Uint8Array(0)

interface Given {
  readonly pid: number
  readonly tid?: number
  readonly state?: string
  readonly flags?: number
  readonly threads?: number
  readonly wchan?: string | null | Missing
  readonly stack?: readonly string[] | Missing
  readonly owner?: number
  readonly cgroup?: string
}

/** A process as the sampler keeps it. */
export function row(given: Given): Process {
  const { wchan, stack, owner, cgroup } = given
  const more: { -readonly [K in keyof More]: More[K] } = {}
  if (wchan !== undefined) more.wchan = reading(wchan)
  if (stack !== undefined) more.stack = 'missing' in stack ? stack : reading(stack)
  if (owner !== undefined) more.owner = reading(owner)
  if (cgroup !== undefined) more.cgroup = reading(parsePidCgroup(Buffer.from(cgroup)))
  return { pid: given.pid, tid: given.pid, stat: statOf(given), statm: null, movedAt: 1, more }
}

/** One of its threads. */
export function thread(given: Given & { readonly tid: number; readonly run?: number }): Thread {
  const { wchan, run } = given
  return {
    tid: given.tid,
    at: 1,
    stat: statOf({ ...given, pid: given.tid }),
    schedstat: run === undefined ? null : reading({ run, wait: 0, slices: 1 }),
    wchan: wchan === undefined ? null : reading(wchan),
    stack: null,
  }
}

export function processes(
  rows: readonly Process[],
  threads: Readonly<Record<number, readonly Thread[]>> = {},
): Processes {
  return {
    at: 1,
    rows,
    pids: Int32Array.from(rows, ({ pid }) => pid),
    cpu: new Float64Array(rows.length),
    cpuFrom: 'clock',
    tally: tallied(rows, null, NONE),
    sweep: null,
    refused: 0,
    threads: new Map(Object.entries(threads).map(([pid, all]) => [Number(pid), all])),
    scanned: true,
    focus: null,
  }
}

function statOf({ pid, state = 'S', flags = 0, threads = 1 }: Given) {
  const zeros = (count: number) => new Array<number>(count).fill(0).join(' ')
  return parsePidStat(
    Buffer.from(
      `${pid} (name${pid}) ${state} 1 1 1 0 -1 ${flags} ${zeros(10)} ${threads} 0 ${100 + pid} ${zeros(30)}\n`,
    ),
  )
}

function reading<T>(value: T | Missing): Reading<T> {
  return typeof value === 'object' && value !== null && 'missing' in value
    ? (value as Missing)
    : { value: value as T, at: 1 }
}
