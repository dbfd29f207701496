import { BLOCKING, type Host, type PidFile, type Plan, type Sink } from '../../src/host/host.ts'

/** A process of the fake machine: its numbers, and files as text or as an errno in brackets: `[EACCES]`. */
export interface FakeProcess {
  comm: string
  state: string
  ppid: number
  ticks: number
  starttime: number
  threads: number
  resident: number
  /** CPU clock in ns. */
  clock: number
  minflt: number
  /** Where its stack begins: exec puts it elsewhere. 0: without the rights of ptrace. */
  stack: number
  readonly files: Partial<Record<PidFile, string>>
}

/** A machine in memory that answers plans as host.ts says, and remembers what it was asked. */
export class FakeHost implements Host {
  readonly processes = new Map<number, FakeProcess>()
  readonly files = new Map<string, string>([['/proc/stat', 'cpu  1 0 1 9 0 0 0 0 0 0\nprocesses 100\n']])
  /** `pid/file`, and paths, of the last plan. */
  asked: string[] = []
  plan: Plan = { files: [], processes: null }
  at = 1e9
  /** How many of what is dear fit into the budget. */
  most = Number.POSITIVE_INFINITY
  readonly facts
  readonly #clocks: boolean

  constructor(clocks = true, clock: 'live' | 'replayed' = 'live') {
    this.#clocks = clocks
    this.facts = {
      name: 'fake',
      pageSize: 4096,
      tick: 0.01,
      clock,
      clocks,
      captured: null,
      self: null,
      uid: 0,
    } as const
  }

  add(pid: number, change: Partial<FakeProcess> = {}): FakeProcess {
    const process: FakeProcess = {
      comm: `p${pid}`,
      state: 'S',
      ppid: 1,
      ticks: 0,
      starttime: pid,
      threads: 1,
      resident: 10,
      clock: 1e6,
      minflt: 0,
      stack: 0x7ffc00000000 + pid * 16,
      files: {},
      ...change,
    }
    this.processes.set(pid, process)
    return process
  }

  /** Runs for so many ms. */
  run(pid: number, ms: number): FakeProcess {
    const process = this.processes.get(pid)
    if (!process) throw new Error(`no process ${pid}`)
    process.clock += ms * 1e6
    process.ticks += ms / 10
    return process
  }

  async collect(plan: Plan, sink: Sink, _turn: () => Promise<void> | undefined): Promise<void> {
    this.asked = []
    this.plan = plan
    for (const path of plan.files) {
      this.asked.push(path)
      const text = this.files.get(path)
      if (text === undefined) sink.fail(this.at, 0, path, 'ENOENT')
      else sink.bytes(this.at, 0, path, Buffer.from(text))
    }
    const wanted = plan.processes
    if (!wanted) return
    const read = (pid: number, file: PidFile) => {
      this.asked.push(`${pid}/${file}`)
      if (file === 'task' || file === 'task_wchan') return this.#task(pid, file, sink)
      const text = this.#text(pid, file)
      const errno = /^\[(\w+)\]$/.exec(text)?.[1]
      if (errno) sink.fail(this.at, pid, file, errno)
      else sink.bytes(this.at, pid, file, Buffer.from(text))
    }
    if (wanted.probe) {
      const pids = Int32Array.from(this.processes.keys()).sort()
      const clocks = Float64Array.from(pids, (pid) => this.processes.get(pid)?.clock ?? Number.NaN)
      sink.pids(this.at, pids, this.#clocks ? clocks : null)
      pids.forEach((pid, i) => {
        if (Number.isNaN(clocks[i])) return
        const k = wanted.known?.pids.indexOf(pid) ?? -1
        const moved = !this.#clocks || k < 0 || wanted.known?.clocks[k] !== clocks[i]
        const files = [
          ...(moved ? [STATM, ...wanted.moved, ...(wanted.own?.get(pid) ?? [])] : []),
          ...(wanted.always.get(pid) ?? []),
        ]
        for (const file of new Set(files)) read(pid, file)
      })
    } else for (const [pid, files] of wanted.always) for (const file of files) read(pid, file)
    for (const { pid, file } of wanted.dear.slice(0, this.most)) read(pid, file)
  }

  close(): boolean {
    return false
  }

  /** How often these were asked for by the last plan. */
  askedFor(file: string): readonly number[] {
    return this.asked
      .filter((item) => item.endsWith(`/${file}`) && !item.startsWith('/'))
      .map((item) => Number.parseInt(item, 10))
  }

  #text(pid: number, file: PidFile): string {
    const process = this.processes.get(pid)
    if (!process) return '[ESRCH]'
    const given = process.files[file]
    if (given !== undefined) return given
    if (file === 'stat') return statOf(pid, process)
    if (file === 'statm') return `100 ${process.resident} 5 1 0 20 0\n`
    return BLOCKING.has(file) ? '' : '[ENOENT]'
  }

  #task(pid: number, file: 'task' | 'task_wchan', sink: Sink): void {
    const process = this.processes.get(pid)
    if (!process) {
      sink.fail(this.at, pid, 'task', 'ESRCH')
      return
    }
    const tids = Array.from({ length: process.threads }, (_, i) => pid + i)
    sink.bytes(this.at, pid, 'task', Buffer.from(tids.join(' ')))
    for (const tid of tids) {
      if (file === 'task_wchan') {
        sink.bytes(this.at, pid, `task/${tid}/wchan`, Buffer.from(`wait_${tid}`))
        continue
      }
      sink.bytes(this.at, pid, `task/${tid}/stat`, Buffer.from(statOf(tid, process)))
      sink.bytes(this.at, pid, `task/${tid}/schedstat`, Buffer.from(`${process.clock} 7 3\n`))
    }
  }
}

/** `1 (init) S 0 …` with 52 fields, as fs/proc/array.c prints them. */
export function statOf(pid: number, p: FakeProcess): string {
  const numbers = [
    p.ppid,
    pid,
    pid,
    0,
    -1,
    4194304,
    p.minflt,
    0,
    0,
    0,
    p.ticks,
    0,
    0,
    0,
    20,
    0,
    p.threads,
    0,
    p.starttime,
    409600,
    p.resident,
    '18446744073709551615',
    0,
    0,
    p.stack,
  ]
  return `${pid} (${p.comm}) ${p.state} ${numbers.join(' ')}${' 0'.repeat(52 - 28)}\n`
}

const STATM: PidFile = 'statm'
