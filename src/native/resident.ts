import type { Bytes } from '../units.ts'

/** The resident set of this program. Null: it is told by /proc/self/stat, which cannot be opened: no descriptor is left, mostly. */
export function resident(): Bytes | null {
  try {
    return process.memoryUsage.rss()
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return null
    throw error
  }
}
