import { type Grouping, groupName } from '../groups.ts'
import { type Holder, type Sums, sumsOf } from './holders.ts'

export interface HolderGroup extends Sums {
  /** Raw. Null: what groups them is not read yet, or refused. */
  readonly name: string | null
}

/** Processes that belong together, with sums. */
export function holderGroups(
  holders: readonly Holder[],
  by: Grouping,
  users: ReadonlyMap<number, string>,
): readonly HolderGroup[] {
  const groups = new Map<string | null, Holder[]>()
  for (const holder of holders) {
    const name = groupName(holder.process, by, users)
    const group = groups.get(name)
    if (group) group.push(holder)
    else groups.set(name, [holder])
  }
  return [...groups].map(([name, members]) => ({ name, ...sumsOf(members) }))
}
