import { CAUSES } from '../../model/load/cause.ts'
import type { Stuck } from '../../model/load/stuck.ts'
import type { Culprit } from '../rule.ts'

/** Of more a list is no help. */
const MOST = 3

/** `wants to write to a frozen file system`: what most of them wait for. */
export function mostWait(stuck: readonly Stuck[]): string {
  const counts = new Map<string, number>()
  for (const { thread } of stuck) {
    const says = thread.says ?? CAUSES[thread.cause].says
    counts.set(says, (counts.get(says) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'sleeps in the kernel'
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
