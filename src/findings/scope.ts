import type { Scope } from '../model/findings.ts'

/**
 * Whether one finding may explain another: of what both name they share some, or they name nothing alike. A network namespace is the
 * frame of all that: what is in another one has the same addresses and is another connection, and to be in the same one says little.
 */
export function shareScope(a: Scope, b: Scope): boolean {
  const isApart = shares(a.namespaces, b.namespaces) === false
  const shared = KINDS.flatMap((kind) => shares(a[kind], b[kind]) ?? [])
  return !isApart && (shared.length === 0 || shared.includes(true))
}

const KINDS = ['devices', 'cgroups', 'nodes', 'pids', 'peers'] as const

/** Null: one of them names none. */
function shares(left: Names = [], right: Names = []): boolean | null {
  if (left.length === 0 || right.length === 0) return null
  return left.some((one) => right.some((other) => meet(one, other)))
}

type Names = readonly (string | number)[] | undefined

/** A cgroup's limit is felt by those within it. */
function meet(one: string | number, other: string | number): boolean {
  if (one === other) return true
  if (typeof one !== 'string' || typeof other !== 'string' || !one.startsWith('/')) return false
  return other.startsWith(`${one}/`) || one.startsWith(`${other}/`)
}
