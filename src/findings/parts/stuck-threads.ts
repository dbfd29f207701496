import { CAUSES } from '../../model/load/cause.ts'
import type { Stuck } from '../../model/load/stuck.ts'
import type { Culprit } from '../rule.ts'

/** Of more a list is no help. */
const MOST = 3

/** `wants to write to a frozen file system`: what most of them wait for. */
export function mostWait(stuck: readonly Stuck[]): string {
  const counts = new Map<string, number>()
  for (const one of stuck) {
    const says = waitOf(one)
    counts.set(says, (counts.get(says) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'sleeps in the kernel'
}

/** What one waits for; where its function is not known that is no description to go into a sentence. */
export function waitOf({ thread }: Stuck): string {
  const { says, cause, wchan } = thread
  return says === null || wchan === null ? CAUSES[cause].says : says
}

/** A clause of its own: `it wants to write to a frozen file system`, `its cgroup is over its memory limit`. */
export function itWaits(wait: string): string {
  if (/^(its|the|a) /.test(wait)) return wait
  return `it ${wait.startsWith('vfork parent') ? 'is a ' : wait.startsWith('in ') ? 'is ' : ''}${wait}`
}

export function stuckCulprits(stuck: readonly Stuck[]): readonly Culprit[] {
  return stuck.slice(0, MOST).map(({ thread: { look, wchan } }) => ({
    kind: look.tid === look.pid ? 'process' : 'thread',
    key: `${look.pid}:${look.processStarttime}${look.tid === look.pid ? '' : `:${look.tid}`}`,
    name: `${look.comm} ${look.tid}`,
    share: wchan ?? 'its kernel function is not told',
    drill: { view: 'process', page: 'threads', about: { pid: look.pid, start: look.processStarttime } },
  }))
}
