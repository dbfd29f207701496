import { fdinfo } from '../../parse/pid/fdinfo.ts'
import type { Link } from '../../parse/pid/links.ts'
import { slabinfo } from '../../parse/slabinfo.ts'
import type { Process } from '../../sample/process.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { type Source, valueOf } from '../../source.ts'
import type { Unit } from '../../units.ts'
import { sumKnown } from '../sum-known.ts'
import { heldLinks, linkSources } from './held-links.ts'

/** What the programs of one user have of inotify. */
export interface InotifyUse {
  readonly uid: Unit<'uid'>
  readonly instances: number
  /** Null: not counted, as all of the machine together have too few. */
  readonly watches: number | null
  readonly holders: readonly Holder[]
}

export interface Holder {
  readonly process: Process
  readonly instances: number
  readonly watches: number | null
}

/** Watches of all users together; null: the kernel's objects may be seen by root only. Kernel: fs/notify/inotify/inotify_user.c */
export function allWatches({ after }: Samples): number | null {
  const caches = valueOf(reading(after, slabinfo))
  return caches?.find(({ name }) => name === 'inotify_inode_mark')?.activeObjects ?? null
}

/** Descriptors in turns; what each watches, a line each. */
export function inotifySources(samples: Samples | null): readonly Source<unknown>[] {
  const held = samples ? heldLinks(samples, isInotify) : []
  const info = held.flatMap(({ process, links }) => links.map(({ name }) => fdinfo(process.pid, name)))
  return [...linkSources(samples, isInotify), ...info]
}

/** The one with most instances first. */
export function inotifyUses(samples: Samples): readonly InotifyUse[] {
  const users = new Map<number, Holder[]>()
  for (const { process, links } of heldLinks(samples, isInotify)) {
    const uid = valueOf(process.more.owner)
    if (uid === null) continue
    const counts = links.map(({ name }) => valueOf(reading(samples.after, fdinfo(process.pid, name)))?.watches ?? null)
    const holder = { process, instances: links.length, watches: sumKnown(counts) }
    users.set(uid, [...(users.get(uid) ?? []), holder])
  }
  return [...users]
    .map(([uid, holders]) => ({
      uid,
      instances: holders.reduce((all, { instances }) => all + instances, 0),
      watches: sumKnown(holders.map(({ watches }) => watches)),
      holders: [...holders].sort((a, b) => (b.watches ?? 0) - (a.watches ?? 0) || b.instances - a.instances),
    }))
    .sort((a, b) => b.instances - a.instances)
}

function isInotify(link: Link): boolean {
  return link.kind === 'anon_inode' && link.of === 'inotify'
}
