import type { Scope } from '../model/findings.ts'

/** Whether one finding may explain another: of what both name they share some, or they name nothing alike. */
export function shareScope(a: Scope, b: Scope): boolean {
  const shared = KINDS.flatMap((kind) => {
    const [left, right] = [a[kind] ?? [], b[kind] ?? []]
    return left.length > 0 && right.length > 0 ? [left.some((one) => right.some((other) => meet(one, other)))] : []
  })
  return shared.length === 0 || shared.includes(true)
}

const KINDS = ['devices', 'cgroups', 'nodes', 'namespaces', 'pids'] as const

/** A cgroup's limit is felt by those within it. */
function meet(one: string | number, other: string | number): boolean {
  if (one === other) return true
  if (typeof one !== 'string' || typeof other !== 'string' || !one.startsWith('/')) return false
  return other.startsWith(`${one}/`) || one.startsWith(`${other}/`)
}
