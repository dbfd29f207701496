import { parseCpuMax } from '../../parse/cgroup/cpu-max.ts'
import { parseCpuStat } from '../../parse/cgroup/cpu-stat.ts'
import { parseBlkioDevices, parseIoStat } from '../../parse/cgroup/io-stat.ts'
import { parseMemoryEvents } from '../../parse/cgroup/memory-events.ts'
import { parseMemoryStat } from '../../parse/cgroup/memory-stat.ts'
import { parseNumber } from '../../parse/number.ts'
import { parsePressure } from '../../parse/pressure.ts'
import { type Source, source } from '../../source.ts'
import type { FoundGroup } from './walk.ts'

/** One file that a group may have. */
export interface Kind<T> {
  readonly name: string
  readonly parse: (file: Buffer) => T
  /** Its growth is shown, so that it is read at every look. */
  readonly rate?: true
}

const kind = <T>(name: string, parse: (file: Buffer) => T): Kind<T> => ({ name, parse })
const counter = <T>(name: string, parse: (file: Buffer) => T): Kind<T> => ({ name, parse, rate: true })

/** By the name of the file; those a group has not are not asked for. */
export const FILES = {
  cpuStat: counter('cpu.stat', parseCpuStat),
  cpuMax: kind('cpu.max', parseCpuMax),
  memoryCurrent: kind('memory.current', parseNumber),
  memoryMax: kind('memory.max', parseNumber),
  memoryHigh: kind('memory.high', parseNumber),
  memoryEvents: kind('memory.events', parseMemoryEvents),
  memoryStat: kind('memory.stat', parseMemoryStat),
  swapCurrent: kind('memory.swap.current', parseNumber),
  swapMax: kind('memory.swap.max', parseNumber),
  ioStat: counter('io.stat', parseIoStat),
  pidsCurrent: kind('pids.current', parseNumber),
  pidsMax: kind('pids.max', parseNumber),
  cpuPressure: kind('cpu.pressure', parsePressure),
  memoryPressure: kind('memory.pressure', parsePressure),
  ioPressure: kind('io.pressure', parsePressure),
  v1Usage: counter('cpuacct.usage', parseNumber),
  v1Quota: kind('cpu.cfs_quota_us', parseNumber),
  v1Period: kind('cpu.cfs_period_us', parseNumber),
  v1MemoryUsage: kind('memory.usage_in_bytes', parseNumber),
  v1MemoryLimit: kind('memory.limit_in_bytes', parseNumber),
  v1MemoryFailures: kind('memory.failcnt', parseNumber),
  v1OomControl: kind('memory.oom_control', parseMemoryEvents),
  v1Io: counter('blkio.throttle.io_service_bytes_recursive', parseBlkioDevices),
} as const

const ALL: readonly Kind<unknown>[] = Object.values(FILES)

/** Groups up to which everything is read at every look; with more, what is no rate is read less often. */
const FEW = 50

/** The files of one group that tell something here. `of`: how many groups there are. */
export class GroupFiles {
  readonly #first = new Map<Kind<unknown>, Source<unknown>>()
  readonly #second = new Map<Kind<unknown>, Source<unknown>>()

  constructor(group: FoundGroup, of: number) {
    for (const { folder, files, hierarchy } of group.folders)
      for (const kind of ALL) {
        if (!files.has(kind.name)) continue
        const file = source(`${folder}/${kind.name}`, kind.parse, kind.rate || of <= FEW ? 0 : of / FEW)
        if (!this.#first.has(kind)) this.#first.set(kind, file)
        if (hierarchy.version === 2) this.#second.set(kind, file)
      }
  }

  get all(): readonly Source<unknown>[] {
    return [...new Set([...this.#first.values(), ...this.#second.values()])]
  }

  /** In whichever hierarchy has it, those of v1 first. Null: none has. */
  of<T>(kind: Kind<T>): Source<T> | null {
    return (this.#first.get(kind) as Source<T> | undefined) ?? null
  }

  /** In v2 only: beside the hierarchies of v1 it has the CPU time of the same group. */
  unified<T>(kind: Kind<T>): Source<T> | null {
    return (this.#second.get(kind) as Source<T> | undefined) ?? null
  }
}
