import { loadavg } from '../../parse/loadavg.ts'
import { PF_KTHREAD } from '../../parse/pid/stat.ts'
import { stat } from '../../parse/stat.ts'
import { isActive, type Process, type Processes } from '../../sample/process.ts'
import type { Samples } from '../../sample/sample.ts'
import { type Source, valueOf } from '../../source.ts'
import { byTable } from '../by-table.ts'
import { model } from '../model.ts'
import type { Averages } from './average.ts'
import { cgroupSources, MOST_WATCHED, mounts, throttledCgroups } from './cgroups.ts'
import { type Decomposed, decompose } from './decompose.ts'
import { type EffectiveCpus, effectiveCpus } from './effective.ts'
import { anyForAnother, anyLongForServer } from './for-server.ts'
import { frozenBy } from './frozen.ts'
import { earlierLooks, looksOf } from './looks.ts'
import { ownStatus, type Reader, readerOf } from './rights.ts'

/** The load average and what the next one is made of. Null: could not be read. */
export interface Load {
  readonly averages: Averages | null
  /** Of the machine: the load average knows no affinity, cpuset or quota. */
  readonly effective: EffectiveCpus | null
  readonly procsRunning: number | null
  readonly procsBlocked: number | null
  /** Null: the threads have not all been looked at yet. */
  readonly threads: Decomposed | null
  /** Threads of the machine, and those in sight; less in sight where /proc hides some or is that of a PID namespace. */
  readonly threadsTotal: number | null
  readonly threadsSeen: number | null
  /** No kernel thread is in sight: a PID namespace, or hidepid. */
  readonly hidesKernel: boolean
}

export const load = model({
  from: { loadavg, stat, mounts, ownStatus },
  derive: (of, facts, samples): Load => {
    const now = valueOf(of.loadavg.after)
    const cpu = valueOf(of.stat.after)
    const processes = samples.after.processes
    const online = cpu?.cpus.map(({ id }) => id) ?? []
    const reader = { ...readerOf(samples, facts), self: facts.self }
    return {
      averages: now && { load1: now.load1, load5: now.load5, load15: now.load15 },
      effective: cpu && online.length > 0 ? effectiveCpus({ online, affinity: null, cpuset: null, quotas: [] }) : null,
      procsRunning: cpu?.procsRunning ?? null,
      procsBlocked: cpu?.procsBlocked ?? null,
      threads: processes?.scanned
        ? decomposed(samples, processes, cpu?.procsRunning ?? null, online.length, reader)
        : null,
      threadsTotal: now?.threads ?? null,
      threadsSeen: processes?.scanned ? processes.rows.reduce((sum, row) => sum + row.stat.threads, 0) : null,
      hidesKernel: processes !== null && !processes.rows.some((row) => (row.stat.flags & PF_KTHREAD) !== 0),
    }
  },
})

/** With them the cgroups of threads that run or sleep in D, as far as they are known. */
export function loadSources(samples: Samples | null): readonly Source<unknown>[] {
  const processes = samples?.after.processes
  return [...load.sources, ...(processes?.scanned ? cgroupSources(samples, inCgroups(processes)) : [])]
}

function decomposed(
  samples: Samples,
  processes: Processes,
  procsRunning: number | null,
  cpus: number,
  reader: Reader & { readonly self: number | null },
): Decomposed {
  const known = inCgroups(processes)
  const threads = looksOf(processes, reader, frozenBy(samples, known))
  return decompose({
    threads,
    before: samples.before ? earlierLooks(samples.before.processes, threads, reader) : null,
    procsRunning,
    reader: reader.self,
    // One thread for each CPU that any ran on last, where it is not told how many there are.
    cpus: cpus > 0 ? cpus : Number.POSITIVE_INFINITY,
    throttled: throttledCgroups(samples, known),
    forServer: anyForAnother(processes) && anyLongForServer(processes),
  })
}

/** Cgroups are read of what runs or is stuck, and stay known while it lives: where they are many, those come first that are so now. */
const inCgroups = byTable((processes: Processes): readonly Process[] => {
  const known = processes.rows.filter((row) => row.more.cgroup !== undefined)
  if (known.length <= MOST_WATCHED) return known
  const active = new Set(known.filter((row) => isActive(processes, row)))
  return [...active, ...known.filter((row) => !active.has(row))]
})
