import type { Process } from '../../sample/process.ts'
import { valueOf } from '../../source.ts'
import type { Seconds } from '../../units.ts'
import { isKernelThread } from '../command.ts'
import type { Snapshot } from '../snapshot.ts'
import { type Device, devices } from './devices.ts'

/** What a kernel thread is there for. */
export type Duty = 'flusher' | 'journal' | 'kswapd' | 'kcompactd' | 'khugepaged' | 'softirq' | 'device'

export interface KernelThread {
  readonly process: Process
  readonly duty: Duty
  /** The device, node or CPU it works for, as drawn in a sentence; null: not one. */
  readonly target: string | null
  /** 1: one CPU all the time since the last look; null: not known yet. */
  readonly cpus: number | null
  readonly cpuTime: Seconds
  /** Kernel function it sleeps in; null: it does not sleep in D, or that is hidden. */
  readonly wchan: string | null
  /** Of a worker: it is at this work now, or only was the last time it ran. */
  readonly atWork: boolean
}

/** Threads the kernel runs for memory and disks, the busiest duty first. Workers without such work are left out. */
export function kernelThreads(snapshot: Snapshot): readonly KernelThread[] {
  const { rows, cpus } = snapshot.tasks
  const found = snapshot.get(devices)
  const threads = rows.flatMap((process, i): readonly KernelThread[] => {
    if (!isKernelThread(process)) return []
    const known = dutyOf(process.stat.comm, found)
    if (known === null) return []
    const used = cpus[i] as number
    const { utime, stime, state } = process.stat
    return [
      {
        process,
        ...known,
        cpus: Number.isNaN(used) ? null : used,
        cpuTime: (utime + stime) * snapshot.facts.tick,
        wchan: state === 'D' ? valueOf(process.more.wchan) : null,
      },
    ]
  })
  return threads.sort((a, b) => ORDER.indexOf(a.duty) - ORDER.indexOf(b.duty) || a.process.pid - b.process.pid)
}

const ORDER: readonly Duty[] = ['flusher', 'journal', 'kswapd', 'kcompactd', 'khugepaged', 'device', 'softirq']

/** Whether it runs, or sleeps so that the load counts it. */
export function isBusy({ process, cpus, duty }: KernelThread): boolean {
  return process.stat.state === 'D' || process.stat.state === 'R' || (cpus ?? 0) >= (duty === 'softirq' ? 0.01 : 0.001)
}

const JOURNAL = /^(?:jbd2\/(.+)-\d+|xfsaild\/(.+)|btrfs-transacti|f2fs_ckpt-(.+)|txg_sync)$/
const DEVICE = /^(?:loop\d+|md\d+_\w+|dmcrypt_write.*|dm_bufio_cache|nbd\d+.*|kdmwork-.*|scsi_eh_\d+|mmcqd\/.*)$/

/** By the name. A worker's is what it does: `+` it is at it, `-` it was the last time: kernel/workqueue.c wq_worker_comm */
function dutyOf(comm: string, all: readonly Device[]): Pick<KernelThread, 'duty' | 'target' | 'atWork'> | null {
  const known = (duty: Duty, target: string | null, atWork = false) => ({ duty, target, atWork })
  const [, sign, number] = /^kworker\/.*([+-])flush-(\S+)$/.exec(comm) ?? []
  if (number !== undefined) return known('flusher', nameOf(number, all), sign === '+')
  const journal = JOURNAL.exec(comm)
  if (journal) return known('journal', journal.slice(1).find((name) => name !== undefined) ?? null)
  const [, kind, id] = /^(kswapd|kcompactd|ksoftirqd)\/?(\d+)$/.exec(comm) ?? []
  if (kind === 'kswapd' || kind === 'kcompactd') return known(kind, `node ${id}`)
  if (kind === 'ksoftirqd') return known('softirq', `CPU ${id}`)
  if (comm === 'khugepaged') return known('khugepaged', null)
  return DEVICE.test(comm) ? known('device', comm) : null
}

/** `254:32` is of the device of that number; `0:33`, `btrfs-1` and `9p-2` are of a file system without one. */
function nameOf(number: string, all: readonly Device[]): string {
  return all.find((device) => device.number === number)?.name ?? number
}
