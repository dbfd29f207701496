import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Host } from '../../src/host/host.ts'
import { localHost } from '../../src/host/local.ts'
import { type TaskTable, taskTable } from '../../src/model/tasks.ts'
import type { Process } from '../../src/sample/process.ts'
import { rowOf } from '../../src/sample/process.ts'
import type { Samples } from '../../src/sample/sample.ts'
import { Sampler } from '../../src/sample/sampler.ts'
import type { ProcessWants, Wants } from '../../src/sample/wants.ts'

/** The wants of a process table in which these pids are in sight. */
export function seen(visible: readonly number[], more: Partial<ProcessWants> = {}): Wants {
  const processes = { visible, files: [], everybody: [], threads: 'none', focus: null, ...more } as const
  return { sources: [], processes }
}

/** This machine, sampled when the test says so. */
export interface Ticks {
  readonly sampler: Sampler
  /** A look, and what it found to be missing of what is in sight: all that is drawn at once. */
  tick(wants: Wants): Promise<Look>
  supplement(wants: Wants): Promise<Look | null>
}

export interface Look {
  readonly samples: Samples
  readonly table: TaskTable
  /** Undefined: not there. */
  row(pid: number): Process | undefined
  /** CPUs used since the tick before; NaN: unknown. */
  cpus(pid: number): number
}

export function ticks(host: Host = localHost()): Ticks {
  const sampler = new Sampler(host)
  const never = () => undefined
  return {
    sampler,
    tick: async (wants) => {
      const samples = await sampler.take(wants, never)
      return look((await sampler.supplement(wants, never)) ?? samples)
    },
    supplement: async (wants) => {
      const samples = await sampler.supplement(wants, never)
      return samples && look(samples)
    },
  }
}

export function look(samples: Samples): Look {
  const table = taskTable(samples.after.processes, samples.before?.processes ?? null)
  const at = (pid: number) => rowOf(table.rows, pid)
  return { samples, table, row: (pid) => table.rows[at(pid)], cpus: (pid) => table.cpus[at(pid)] ?? Number.NaN }
}

/** A child that is killed and reaped at the end of the test, whatever becomes of it. */
export interface Child {
  readonly pid: number
  /** The next line it prints. */
  line(): Promise<string>
  tell(line: string): void
  signal(signal: NodeJS.Signals): void
  /** Kills it; resolves when it is reaped. */
  end(): Promise<void>
}

export function start(command: string, ...args: readonly string[]): Child {
  const child: ChildProcess = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const gone = new Promise<void>((done) => child.once('exit', () => done()))
  let text = ''
  let heard = () => {}
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString()
    heard()
  })
  // Who reads nothing may be gone before it was told.
  child.stdin?.on('error', heard)
  return {
    pid: child.pid as number,
    async line() {
      while (!text.includes('\n')) {
        await new Promise<void>((done) => {
          heard = done
        })
      }
      const end = text.indexOf('\n')
      const line = text.slice(0, end)
      text = text.slice(end + 1)
      return line
    },
    tell: (line) => void child.stdin?.write(`${line}\n`),
    signal: (signal) => void process.kill(child.pid as number, signal),
    async end() {
      child.kill('SIGKILL')
      await gone
    },
  }
}

/** Resolves when it sleeps and has used no more CPU since the look before: from now on its clock stands still. */
export async function asleep(...pids: readonly number[]): Promise<void> {
  for (const pid of pids) {
    const file = (name: string) => readFileSync(`/proc/${pid}/${name}`, 'latin1')
    let ran = ''
    await until(`${pid} asleep`, () => {
      const before = ran
      ran = file('schedstat')
      return ran === before && /^.*\) S /s.test(file('stat'))
    })
  }
}

/** Resolves as soon as `is` holds; the kernel does what it was told in its own time. */
export async function until(what: string, is: () => boolean, ms = 5000): Promise<void> {
  const late = performance.now() + ms
  while (!is()) {
    if (performance.now() > late) throw new Error(`${what}: not so within ${ms} ms`)
    await new Promise((done) => setTimeout(done, 2))
  }
}
