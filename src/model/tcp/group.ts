/** Rows that belong together. */
export interface Groups {
  readonly count: number
  /** A row of each group, by which it is named. */
  readonly first: Int32Array
  /** The group of each row; -1: left out. */
  readonly of: Int32Array
}

/**
 * Groups rows by a key of several numbers without making a string of any: a hash table with open addressing, in which a group is
 * known by its first row. `hash` may be any 32 bits; `same` decides.
 */
export function groupRows(
  count: number,
  keep: (row: number) => boolean,
  hash: (row: number) => number,
  same: (a: number, b: number) => boolean,
): Groups {
  let size = 64
  while (size < count * 2) size *= 2
  const slots = new Int32Array(size).fill(-1)
  const of = new Int32Array(count).fill(-1)
  const first = new Int32Array(count)
  let groups = 0
  for (let row = 0; row < count; row++) {
    if (!keep(row)) continue
    let slot = mixed(hash(row)) & (size - 1)
    for (;;) {
      const group = slots[slot] as number
      if (group < 0) {
        slots[slot] = groups
        first[groups] = row
        of[row] = groups++
        break
      }
      if (same(first[group] as number, row)) {
        of[row] = group
        break
      }
      slot = (slot + 1) & (size - 1)
    }
  }
  return { count: groups, first: first.slice(0, groups), of }
}

/** The low bits choose the slot: the high ones must reach them. */
function mixed(hash: number): number {
  const half = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)
  return half ^ (half >>> 15)
}
