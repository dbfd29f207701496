import { type Text, text } from '../../text.ts'

/**
 * Rows by path, parents before children, as a tree: whatever the values do, nothing jumps. A group whose parent is not listed
 * stands at the top.
 */
export function treeOf(paths: readonly string[]): readonly { readonly row: number; readonly branch: Text }[] {
  const rows = new Map(paths.map((path, row) => [path, row]))
  const parents = paths.map((path) => rows.get(parentOf(path) ?? '') ?? -1)
  const lasts = new Map<number, number>()
  parents.forEach((parent, row) => {
    lasts.set(parent, row)
  })
  const below: Text[] = []
  return paths.map((_, row) => {
    const parent = parents[row] as number
    if (parent < 0) {
      below[row] = text``
      return { row, branch: text`` }
    }
    const last = lasts.get(parent) === row
    const above = below[parent] ?? text``
    below[row] = text`${above}${last ? text`   ` : text`│  `}`
    return { row, branch: text`${above}${last ? text`└─ ` : text`├─ `}` }
  })
}

function parentOf(path: string): string | null {
  if (path === '/') return null
  const at = path.lastIndexOf('/')
  return at > 0 ? path.slice(0, at) : '/'
}
