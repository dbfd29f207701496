import type { Process } from '../../sample/process.ts'
import { type Text, text } from '../../text.ts'

export interface Branch {
  readonly row: number
  readonly branch: Text
}

/**
 * Rows as a tree, children under their parent, siblings by pid: whatever the values do, nothing jumps. Threads stand under their
 * process. One whose parent is not listed is a root.
 */
export function treeOf(rows: readonly Process[]): readonly Branch[] {
  const first = new Map<number, number>()
  rows.forEach((process, row) => {
    if (process.tid === process.pid) first.set(process.pid, row)
  })
  const children = new Map<number, number[]>()
  const roots: number[] = []
  rows.forEach((process, row) => {
    const above = process.tid === process.pid ? process.stat.ppid : process.pid
    const parent = first.get(above)
    if (parent === undefined || parent === row) roots.push(row)
    else {
      const siblings = children.get(parent)
      if (siblings) siblings.push(row)
      else children.set(parent, [row])
    }
  })
  const tree: Branch[] = []
  const stands = new Uint8Array(rows.length)
  const root = (row: number) => ({ row, branch: text``, below: text`` })
  const stack = roots.reverse().map(root)
  // Rows are read one after the other: with a pid used again meanwhile, two may each say the other is its parent.
  for (let next = 0; stack.length > 0 || next < rows.length; ) {
    const at = stack.pop() ?? root(next++)
    if (stands[at.row] === 1) continue
    stands[at.row] = 1
    tree.push({ row: at.row, branch: at.branch })
    const own = children.get(at.row) ?? []
    for (let i = own.length - 1; i >= 0; i--) {
      const last = i === own.length - 1
      stack.push({
        row: own[i] as number,
        branch: text`${at.below}${last ? text`└─ ` : text`├─ `}`,
        below: text`${at.below}${last ? text`   ` : text`│  `}`,
      })
    }
  }
  return tree
}
