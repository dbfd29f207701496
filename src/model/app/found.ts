import type { Culprit, Finding, Findings } from '../findings.ts'
import type { Service } from './service.ts'

/** What the rules found whose culprits or scope name the service: its processes, its cgroup, or its listeners. */
export function findingsOf(
  findings: Findings | null,
  { members, name, by }: Service,
  groups: readonly string[],
  listeners: ReadonlySet<string>,
): readonly Finding[] {
  const starts = new Map(members.map(({ pid, stat }) => [pid, stat.starttime]))
  const own = new Set([...groups, ...(by === 'cgroup' ? [name] : [])].filter((path) => path !== '/'))
  const isProcess = (key: string) => {
    const [pid, start] = key.split(':').map(Number)
    return starts.get(pid ?? 0) === start
  }
  const names = ({ kind, key }: Culprit) =>
    kind === 'process' || kind === 'thread'
      ? isProcess(key)
      : kind === 'cgroup'
        ? own.has(key)
        : kind === 'listener' && listeners.has(key)
  return (findings?.list ?? []).filter(
    ({ culprits, scope }) =>
      culprits.some(names) ||
      scope.pids?.some((pid) => starts.has(pid)) ||
      scope.cgroups?.some((path) => own.has(path)),
  )
}
