import type { Host } from './host/host.ts'
import { NotATree, treeHost } from './host/tree.ts'
import { clean } from './text.ts'

/** The folder that stands for a machine; a string is why it cannot, in one line. */
export function openTree(root: string): Host | string {
  try {
    return treeHost(root)
  } catch (error) {
    if (!(error instanceof NotATree)) throw error
    return `whytop: ${clean(error.message)}; --root takes a folder with proc and sys in it`
  }
}
