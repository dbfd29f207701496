import { mayRead, readerOf } from '../../model/load/rights.ts'
import { type Looked, looked, type ProcessId } from '../../model/process/looked.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Samples } from '../../sample/sample.ts'
import type { PidFile } from '../../sample/wants.ts'
import type { Missing, Source } from '../../source.ts'
import type { Place, Section } from '../view.ts'

/** One sub-page of a process: what is read while it is in sight, and what it shows. */
export interface Page {
  readonly id: string
  readonly title: string
  /** Files of the process. */
  readonly files: readonly PidFile[]
  /** Of these, what a kernel thread or a zombie has not: nothing is missing then. */
  readonly userOnly: readonly PidFile[]
  readonly sources?: (samples: Samples | null, pid: number) => readonly Source<unknown>[]
  readonly sections: (on: Seen) => readonly Section[]
  readonly json: (on: Seen) => Readonly<Record<string, unknown>>
  /** Beside its files. */
  readonly missing?: (on: Seen) => readonly Missing[]
}

/** What a page is drawn from. */
export interface Seen {
  readonly snapshot: Snapshot
  readonly looked: Looked
  readonly place: Place
  /** Whether the reader may know where it sleeps. */
  readonly mayRead: boolean
}

export function seen(snapshot: Snapshot, place: Place): Seen {
  const process = looked(snapshot, processIdOf(place))
  return { snapshot, looked: process, place, mayRead: mayRead(readerOf(snapshot.samples, snapshot.facts), process) }
}

/** `about` of the place: pid, and start in ticks since boot. */
export function processIdOf({ about }: Place): ProcessId {
  const { pid, start } = about
  return { pid: typeof pid === 'number' ? pid : Number(pid ?? 0), start: start === undefined ? null : Number(start) }
}
