import type { NumaNode } from './nodes.ts'
import type { Placed } from './placement.ts'

/** Why pages of a process can come from some nodes only, and how these stand. */
export interface Confined {
  /** What confines it: the policy (`bind`), or the cpuset. `prefers`: it asks there first. */
  readonly by: 'bound' | 'cpuset' | 'prefers'
  readonly nodes: readonly number[]
  /** Of these, the ones without room; all of them: nothing can be had there. */
  readonly full: readonly number[]
  readonly low: readonly number[]
}

/** Null: it may take pages from every node that has memory, and prefers none by name. */
export function confinedOf(
  { mode, named }: Pick<Placed, 'mode' | 'named'>,
  mems: readonly number[] | null,
  nodes: readonly NumaNode[],
): Confined | null {
  const withMemory = nodes.filter(({ room }) => room.state !== 'none').map(({ id }) => id)
  const isAll = (ids: readonly number[]) => withMemory.every((id) => ids.includes(id))
  const allowed = (ids: readonly number[]) => (mems ? ids.filter((id) => mems.includes(id)) : ids)
  const of = (by: Confined['by'], ids: readonly number[]): Confined => {
    const inState = (state: 'full' | 'low') =>
      nodes.filter(({ id, room }) => ids.includes(id) && room.state === state).map(({ id }) => id)
    return { by, nodes: ids, full: inState('full'), low: inState('low') }
  }
  if (mode === 'bind') return of('bound', allowed(named))
  if (mems && !isAll(mems)) return of('cpuset', mems)
  return mode.startsWith('prefer') && named.length > 0 ? of('prefers', allowed(named)) : null
}
