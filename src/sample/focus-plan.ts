import { BLOCKING, type PidFile } from '../host/host.ts'
import { seconds } from '../rates.ts'
import { isMissing } from '../source.ts'
import type { Processes } from './process.ts'
import type { ProcessWants } from './wants.ts'

type Focused = NonNullable<ProcessWants['focus']>
type Always = Map<number, readonly PidFile[]>

/** A link costs 2 µs: of a process with so many descriptors they are read only so often. */
const MANY_LINKS = 2000
const LINKS_EVERY = 5

/** What cannot block of the process that is looked at; and what tells which namespaces it shares with the first one. */
export function addFocus(always: Always, { pid, files }: Focused): void {
  const readable = files.filter((file) => !BLOCKING.has(file))
  addFiles(always, pid, readable)
  if (files.includes('ns')) addFiles(always, 1, ['stat', 'ns'])
}

export function addFiles(always: Always, pid: number, files: readonly PidFile[]): void {
  always.set(pid, [...new Set([...(always.get(pid) ?? []), ...files])])
}

/** The table of descriptors stays as it was for a while where it is large. */
export function withFewerLinks(last: Processes | null, focus: Focused): Focused {
  const fd = last?.focus?.pid === focus.pid ? last.focus.files.get('fd') : undefined
  if (!last || !fd || isMissing(fd) || !Array.isArray(fd.value) || fd.value.length <= MANY_LINKS) return focus
  return seconds(fd.at, last.at) >= LINKS_EVERY
    ? focus
    : { ...focus, files: focus.files.filter((file) => file !== 'fd') }
}

export function focusKey({ focus }: ProcessWants): string {
  return focus ? `${focus.pid} ${focus.files.join()}` : ''
}
