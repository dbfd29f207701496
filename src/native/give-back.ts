import { readFileSync } from 'node:fs'
import { libc } from './libc.ts'

/** <sys/mman.h>: the pages are not needed now. Of a file that was not written to, they are read again from the page cache when touched. */
const MADV_DONTNEED = 4

/** Mappings of files without a page of their own, as /proc/self/maps has them. Null: not looked at yet. */
let known: ReadonlySet<string> | null = null

/**
 * Gives back the pages of program files that only the start needed: of Node's 90 MB about 38 are mapped by then, and 20 are used later.
 * Only what cannot be written and never was (`Anonymous: 0`): relocated data would be lost. That is told by smaps, once, for it walks
 * all pages (5 ms); from then on maps tells whether a mapping is still what it was. With them goes what V8's compilers have freed.
 * madvise(2), malloc_trim(3)
 */
export function giveBackPages(): void {
  const native = libc()
  if (!native) return
  native.mallocTrim?.(0)
  const smaps = known ? '' : ownFile('smaps')
  const maps = ownFile('maps')
  if (smaps === null || maps === null) return
  known ??= new Set(unwritten(smaps))
  for (const mapping of maps.split('\n')) {
    if (!known.has(mapping)) continue
    const { from, to } = rangeOf(mapping)
    native.madvise(from, to - from, MADV_DONTNEED)
  }
}

/** Null: no descriptor is left. What could be given back stays until the next time. */
function ownFile(name: 'maps' | 'smaps'): string | null {
  try {
    return readFileSync(`/proc/self/${name}`, 'latin1')
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return null
    throw error
  }
}

/** Mappings of files that may only be read or run, without a page of their own: `00b72000-025fe000 r-xp 00772000 fe:00 260689 /usr/bin/node` */
export function unwritten(smaps: string): readonly string[] {
  return [...smaps.matchAll(MAPPING)].map(([, mapping]) => mapping as string)
}

const MAPPING = /^([0-9a-f]+-[0-9a-f]+ r-[x-]p \S+ \S+ \d+ +\/.*)\n(?:[A-Z]\w+: .*\n)*?Anonymous: +0 kB$/gm

function rangeOf(mapping: string): { readonly from: number; readonly to: number } {
  const [from, to] = mapping.slice(0, mapping.indexOf(' ')).split('-')
  return { from: Number.parseInt(from as string, 16), to: Number.parseInt(to as string, 16) }
}
