import { loadavg } from '../../parse/loadavg.ts'
import { parseNumber } from '../../parse/number.ts'
import { fileNr } from '../../parse/sys/fs/file-nr.ts'
import { pidMax, threadsMax } from '../../parse/sys/kernel.ts'
import { isMissing, type Reading, source, valueOf } from '../../source.ts'
import type { Share } from '../../units.ts'
import { model } from '../model.ts'

const SELDOM = 10
const limit = (path: string) => source(path, parseNumber, SELDOM)
const used = (path: string) => source(path, parseNumber)

/** A table of fixed size in the kernel, and how full it is. */
export interface Limit {
  readonly id: string
  /** In the kernel's own words. */
  readonly name: string
  /** Null: the kernel counts it by user or process, or it could not be read. */
  readonly used: number | null
  /** Infinity: none. Null: could not be read. */
  readonly max: number | null
  readonly share: Share | null
  /** Where the limit is set, and where the use is counted. */
  readonly file: string
  readonly counted: string
  /** What happens when it is full. */
  readonly full: string
}

export const limits = model({
  from: {
    threads: loadavg,
    pidMax,
    threadsMax,
    files: fileNr,
    conntrack: used('/proc/sys/net/netfilter/nf_conntrack_count'),
    conntrackMax: limit('/proc/sys/net/netfilter/nf_conntrack_max'),
    aio: used('/proc/sys/fs/aio-nr'),
    aioMax: limit('/proc/sys/fs/aio-max-nr'),
    ptys: used('/proc/sys/kernel/pty/nr'),
    ptyMax: limit('/proc/sys/kernel/pty/max'),
    mapCount: limit('/proc/sys/vm/max_map_count'),
    openMax: limit('/proc/sys/fs/nr_open'),
    watches: limit('/proc/sys/fs/inotify/max_user_watches'),
    instances: limit('/proc/sys/fs/inotify/max_user_instances'),
  },
  derive: (of): readonly Limit[] => {
    const now = (pair: { readonly after: Reading<number> }) => valueOf(pair.after)
    const threads = valueOf(of.threads.after)?.threads ?? null
    const files = valueOf(of.files.after)
    const all: readonly Limit[] = [
      row('pids', 'process ids', threads, now(of.pidMax), '/proc/sys/kernel/pid_max', '/proc/loadavg', NO_FORK),
      row('threads', 'threads', threads, now(of.threadsMax), '/proc/sys/kernel/threads-max', '/proc/loadavg', NO_FORK),
      row(
        'files',
        'open files',
        files?.open ?? null,
        files?.max ?? null,
        '/proc/sys/fs/file-max',
        '/proc/sys/fs/file-nr',
        'open and accept fail with ENFILE but for root',
      ),
      row(
        'conntrack',
        'tracked connections',
        now(of.conntrack),
        now(of.conntrackMax),
        '/proc/sys/net/netfilter/nf_conntrack_max',
        '/proc/sys/net/netfilter/nf_conntrack_count',
        'new connections are dropped: "nf_conntrack: table full"',
      ),
      row(
        'aio',
        'async I/O',
        now(of.aio),
        now(of.aioMax),
        AIO_MAX,
        '/proc/sys/fs/aio-nr',
        'io_setup fails with EAGAIN',
      ),
      row(
        'ptys',
        'terminals',
        now(of.ptys),
        now(of.ptyMax),
        PTY_MAX,
        '/proc/sys/kernel/pty/nr',
        'ssh opens no terminal',
      ),
      row('map_count', 'mappings', null, now(of.mapCount), '/proc/sys/vm/max_map_count', OF_PROCESS, 'mmap: ENOMEM'),
      row(
        'nr_open',
        'descriptors',
        null,
        now(of.openMax),
        '/proc/sys/fs/nr_open',
        OF_PROCESS,
        'RLIMIT_NOFILE ends here',
      ),
      row(
        'watches',
        'inotify watches',
        null,
        now(of.watches),
        `${INOTIFY}_watches`,
        OF_USER,
        'ENOSPC, though disks have room',
      ),
      row(
        'instances',
        'inotify objects',
        null,
        now(of.instances),
        `${INOTIFY}_instances`,
        OF_USER,
        'inotify_init: EMFILE',
      ),
    ]
    const off = new Set([
      ...(isMissing(of.conntrackMax.after) ? ['conntrack'] : []),
      ...(isMissing(of.aioMax.after) ? ['aio'] : []),
      ...(isMissing(of.ptyMax.after) ? ['ptys'] : []),
      ...(isMissing(of.watches.after) ? ['watches'] : []),
      ...(isMissing(of.instances.after) ? ['instances'] : []),
    ])
    return all.filter(({ id }) => !off.has(id))
  },
})

const NO_FORK = 'fork fails with EAGAIN'
const AIO_MAX = '/proc/sys/fs/aio-max-nr'
const PTY_MAX = '/proc/sys/kernel/pty/max'
const INOTIFY = '/proc/sys/fs/inotify/max_user'
const OF_PROCESS = 'by process'
const OF_USER = 'by user'

function row(
  id: string,
  name: string,
  now: number | null,
  max: number | null,
  file: string,
  counted: string,
  full: string,
): Limit {
  const share = now === null || max === null || max <= 0 ? null : now / max
  return { id, name, used: now, max, share, file, counted, full }
}

/** A table is near its end from here on. */
export const NEAR: Share = 0.8

/** Tables that have a count of their own, which could not be read, or their limit. */
export function unknownOf(all: readonly Limit[]): readonly Limit[] {
  return all.filter(({ share, counted }) => share === null && counted !== OF_PROCESS && counted !== OF_USER)
}

/** Highest first; those whose use is not counted last. */
export function byShare(all: readonly Limit[]): readonly Limit[] {
  return [...all].sort((a, b) => (b.share ?? -1) - (a.share ?? -1))
}
