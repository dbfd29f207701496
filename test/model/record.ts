import { type PidStat, parsePidStat } from '../../src/parse/pid/stat.ts'
import { NOTHING, type Process, type Processes } from '../../src/sample/process.ts'
import { tallied } from '../../src/sample/tally.ts'
import type { Thread } from '../../src/sample/threads.ts'

const NONE = new Uint8Array(0)

export const S = 1e9

/** A record as the kernel's own line would give it, with what the test is about. */
export function record(pid: number, stat: Partial<PidStat> = {}, change: Partial<Process> = {}): Process {
  const line = `${pid} (p${pid}) S 1 ${pid} ${pid} 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 ${pid} 409600 10${' 0'.repeat(28)}\n`
  return {
    pid,
    tid: pid,
    stat: { ...parsePidStat(Buffer.from(line)), ...stat },
    statm: null,
    movedAt: 0,
    more: NOTHING,
    ...change,
  }
}

export function processes(
  at: number,
  rows: readonly Process[],
  cpu: readonly number[],
  change: Partial<Processes> = {},
): Processes {
  return {
    at: at * S,
    rows,
    pids: Int32Array.from(rows, ({ pid }) => pid),
    cpu: Float64Array.from(cpu),
    cpuFrom: 'clock',
    tally: tallied(rows, null, NONE),
    sweep: null,
    refused: 0,
    threads: new Map(),
    focus: null,
    ...change,
  }
}

export function thread(tid: number, at: number, run: number | null, stat: Partial<PidStat> = {}): Thread {
  return {
    tid,
    at: at * S,
    stat: { ...record(tid).stat, ...stat },
    schedstat: run === null ? null : { at: at * S, value: { run, wait: 0, slices: 0 } },
    wchan: null,
    stack: null,
  }
}
