import type { PidIo } from '../../src/parse/pid/io.ts'
import type { Process, Processes } from '../../src/sample/process.ts'
import { processes, record, S, thread } from '../model/record.ts'
import type { Files } from './looks.ts'

/** What a device did so far: requests, their ms, their sectors of 512 bytes. */
export interface Done {
  readonly reads?: number
  readonly readMs?: number
  readonly readSectors?: number
  readonly writes?: number
  readonly writeMs?: number
  readonly writeSectors?: number
  readonly inFlight?: number
  readonly busyMs?: number
  readonly weightedMs?: number
  readonly discards?: number
}

/** Lines of /proc/diskstats, by name; the numbers are in order. */
export function diskstatsOf(disks: Readonly<Record<string, Done>>): string {
  return Object.entries(disks)
    .map(([name, d], i) => {
      const n = (value = 0) => Math.round(value)
      const io = `${n(d.reads)} 0 ${n(d.readSectors)} ${n(d.readMs)} ${n(d.writes)} 0 ${n(d.writeSectors)} ${n(d.writeMs)}`
      return ` 8 ${16 * i} ${name} ${io} ${n(d.inFlight)} ${n(d.busyMs)} ${n(d.weightedMs)} ${n(d.discards)} 0 0 0 0 0\n`
    })
    .join('')
}

const LINKS: Readonly<Record<string, string>> = {
  vda: '../devices/pci0000:00/0000:00:02.0/virtio1/block/vda',
  nvme0n1: '../devices/pci0000:00/0000:00:04.0/nvme/nvme0/nvme0n1',
  sda: '../devices/pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0/block/sda',
  sdb: '../devices/pci0000:00/0000:00:1f.2/ata2/host1/target1:0:0/1:0:0:0/block/sdb',
}

/** Files of devices in sysfs; 2 TB each, `more` by name and file. */
export function sysBlock(
  names: readonly string[],
  more: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): Files {
  const files: Record<string, string> = {
    '/sys/block/': names.map((name) => `${name} -> ${LINKS[name] ?? `../devices/virtual/block/${name}`}\n`).join(''),
  }
  for (const name of names) {
    const own = { size: '4000000000\n', 'queue/rotational': '0\n', 'queue/nr_requests': '64\n', ...more[name] }
    for (const [file, text] of Object.entries(own)) files[`/sys/block/${name}/${file}`] = text
  }
  return files
}

/** /proc/pressure/io; `total` grows by so much of a second. */
export function ioPressure(share: number, at = 0): Files {
  const line = (kind: string) =>
    `${kind} avg10=${(share * 100).toFixed(2)} avg60=0.00 avg300=0.00 total=${Math.round(at * 1e6)}\n`
  return { '/proc/pressure/io': line('some') + line('full') }
}

/** A program with what it wrote so far, in a cgroup. */
export function writer(pid: number, comm: string, writeBytes: number, at: number, readBytes = 0): Process {
  const value: PidIo = { rchar: 0, wchar: 0, syscr: 0, syscw: 0, readBytes, writeBytes, cancelledWriteBytes: 0 }
  const io = { at: at * S, value }
  const cgroup = { at: at * S, value: [{ id: 0, controllers: [], path: `/${comm}.service` }] }
  return record(pid, { comm, starttime: pid }, { more: { io, cgroup }, movedAt: at * S })
}

/** Processes whose threads were looked at: of each thread that sleeps in D the function, by pid. */
export function scannedAt(
  at: number,
  rows: readonly Process[],
  stuck: Readonly<Record<number, string>> = {},
  slices: Readonly<Record<number, number>> = {},
): Processes {
  const asleep = rows.map((row) => {
    const wchan = stuck[row.pid]
    return wchan === undefined ? row : { ...row, stat: { ...row.stat, state: 'D' } }
  })
  const threads = new Map(
    asleep.map((row) => {
      const wchan = stuck[row.pid]
      const one = thread(row.pid, at, 0, { ...row.stat })
      const schedstat = { at: at * S, value: { run: 0, wait: 0, slices: slices[row.pid] ?? 0 } }
      return [row.pid, [{ ...one, schedstat, wchan: wchan === undefined ? null : { at: at * S, value: wchan } }]]
    }),
  )
  return processes(
    at,
    asleep,
    asleep.map(() => 0),
    { scanned: true, threads },
  )
}

export const CPU_STAT: Files = {
  '/proc/stat':
    'cpu  1 0 1 100 0 0 0 0 0 0\ncpu0 1 0 1 100 0 0 0 0 0 0\nintr 1\nctxt 1\nbtime 1\nprocesses 1\nprocs_running 1\nprocs_blocked 0\nsoftirq 1 0 0 0 0 0 0 0 0 0 0\n',
}
