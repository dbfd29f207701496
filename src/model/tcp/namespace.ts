import { parsePidLinks } from '../../parse/pid/links.ts'
import { parseWord } from '../../parse/sys/kernel.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { type Source, source, valueOf } from '../../source.ts'

/** Whose network namespace is looked at: that of a process, or (null) the reader's own. */
export type NetPid = number | null

/** The same table in the namespace of a process: /proc/PID/net needs no ptrace rights. Kernel: fs/proc/proc_net.c */
export function netFile<T>({ path, parse, every }: Source<T>, pid: NetPid): Source<T> {
  return pid === null
    ? { path, parse, every }
    : source(path.replace(/^\/proc\/net\//, `/proc/${pid}/net/`), parse, every)
}

export interface NetNamespace {
  readonly pid: NetPid
  /** Raw name of that process. */
  readonly comm: string | null
  /** `net:[4026531840]`; null: only its owner and root may know. */
  readonly id: string | null
  readonly own: string | null
  /** Whether sysctls in sight are those of this namespace: /proc/sys/net shows the reader's own, whatever is looked at. */
  readonly settings: boolean
}

export function netNamespace(samples: Samples, pid: NetPid): NetNamespace {
  const own = linkOf(samples, null)
  const id = pid === null ? own : linkOf(samples, pid)
  const comm = pid === null ? null : nameOf(samples, pid)
  return { pid, comm, id, own, settings: pid === null || (id !== null && id === own) }
}

export function namespaceSources(pid: NetPid): readonly Source<unknown>[] {
  return pid === null ? [links(null)] : [links(null), links(pid), name(pid)]
}

/** `net:[4026531840]`; null: only its owner and root may know. */
export function linkOf(samples: Samples, pid: NetPid): string | null {
  return valueOf(reading(samples.after, links(pid)))?.find(({ name }) => name === 'net')?.target ?? null
}

export function nameOf(samples: Samples, pid: number): string | null {
  return valueOf(reading(samples.after, name(pid)))
}

function links(pid: NetPid) {
  return source(`/proc/${pid ?? 'self'}/ns/`, parsePidLinks, 10)
}

function name(pid: number) {
  return source(`/proc/${pid}/comm`, parseWord, 10)
}
