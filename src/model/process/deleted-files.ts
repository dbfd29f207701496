import { fdinfo } from '../../parse/pid/fdinfo.ts'
import type { Link } from '../../parse/pid/links.ts'
import type { Process } from '../../sample/process.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { type Source, valueOf } from '../../source.ts'
import type { Bytes } from '../../units.ts'
import { mounted } from '../disks/mounts.ts'
import type { Snapshot } from '../snapshot.ts'
import { heldLinks, linkSources } from './held-links.ts'

/** A file without a name that a program keeps open, and that so keeps its room. */
export interface HeldFile {
  readonly process: Process
  /** As it was called. Raw. */
  readonly path: string
  /** As far as it was written or read: it may be longer. */
  readonly bytes: Bytes
}

const MOST_FILES = 256

/** Descriptors first; how long the deleted ones are is asked once they are known. */
export function heldSources(samples: Samples | null): readonly Source<unknown>[] {
  const deleted = samples ? deletedFiles(samples).slice(0, MOST_FILES) : []
  return [...linkSources(samples, isDeleted), ...deleted.map(({ process, fd }) => fdinfo(process.pid, fd))]
}

/** Those that were on a mount, the longest first. Of a name the longest only: children have the files of their parent. */
export function heldDeleted(snapshot: Snapshot, mountPoint: string): readonly HeldFile[] {
  const { samples } = snapshot
  const points = snapshot.get(mounted).map((mount) => mount.mountPoint)
  const found = deletedFiles(samples)
    .flatMap(({ process, fd, path }): readonly HeldFile[] => {
      const info = valueOf(reading(samples.after, fdinfo(process.pid, fd)))
      return info && info.pos > 0 && mountOf(path, points) === mountPoint ? [{ process, path, bytes: info.pos }] : []
    })
    .sort((a, b) => b.bytes - a.bytes)
  const names = new Set<string>()
  return found.filter(({ path }) => !names.has(path) && names.add(path))
}

function deletedFiles(samples: Samples) {
  return heldLinks(samples, isDeleted).flatMap(({ process, links }) =>
    links.map(({ name, target }) => ({ process, fd: name, path: target.replace(/ \(deleted\)$/, '') })),
  )
}

function isDeleted({ kind }: Link): boolean {
  return kind === 'deleted'
}

/** The longest that the path lies below. */
function mountOf(path: string, points: readonly string[]): string | null {
  const fitting = points.filter((point) => point === '/' || path === point || path.startsWith(`${point}/`))
  return fitting.sort((a, b) => b.length - a.length)[0] ?? null
}
