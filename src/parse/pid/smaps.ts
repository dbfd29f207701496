import { ParseError } from '../../source.ts'
import type { Bytes } from '../../units.ts'
import { lineAt } from '../keyed.ts'
import { type MapSums, mapSums } from './smaps-rollup.ts'

export interface Mapping extends MapSums {
  /** Addresses, exact to the byte only below 2^53, which user space is. */
  readonly start: number
  readonly end: number
  /** `r-xp`: p private, s shared. */
  readonly perms: string
  readonly offset: Bytes
  /** `major:minor`. */
  readonly dev: string
  readonly inode: number
  /** A file (` (deleted)` at its end when it is gone), `[heap]`, `[stack]`, `[anon:name]` …; null: anonymous. Raw. */
  readonly path: string | null
  readonly size: Bytes
  readonly kernelPageSize?: Bytes
  /** Two letters each, as VmFlags lists them: rd wr ex mr mw me sh … */
  readonly vmFlags?: readonly string[]
}

const HEAD = /^([0-9a-f]{1,16})-([0-9a-f]{1,16}) ([-rwxsp]{4}) ([0-9a-f]{1,16}) ([0-9a-f]+:[0-9a-f]+) (\d+) *(.*)$/

/**
 * /proc/PID/smaps: `561f26917000-561f2691b000 r--p 00000000 00:15 520363    /usr/bin/dash`, followed by `Rss:   16 kB` and the like
 * for each mapping. The same user or CAP_SYS_PTRACE only; takes the mmap lock of the process.
 * Kernel: fs/proc/task_mmu.c show_smap; Documentation/filesystems/proc.rst table 1-4
 */
export function parsePidSmaps(file: Buffer): readonly Mapping[] {
  const text = file.toString()
  const mappings: Mapping[] = []
  for (let at = 0; at < text.length; ) {
    const line = lineAt(text, at)
    if (line === '') {
      at++
      continue
    }
    const head = HEAD.exec(line)
    if (head === null) throw new ParseError('pid smaps', line)
    const body = at + line.length + 1
    const end = bodyEnd(text, body)
    const { sums, size, kernelPageSize, vmFlags } = mapSums(text.slice(body, end), 'pid smaps')
    if (size === undefined) throw new ParseError('pid smaps without Size', line)
    mappings.push({
      start: Number.parseInt(head[1] as string, 16),
      end: Number.parseInt(head[2] as string, 16),
      perms: head[3] as string,
      offset: Number.parseInt(head[4] as string, 16),
      dev: head[5] as string,
      inode: Number(head[6]),
      // The kernel writes a newline in a path as \012 and leaves the rest alone.
      path: head[7] === '' ? null : (head[7] as string).replaceAll('\\012', '\n'),
      size,
      ...(kernelPageSize !== undefined && { kernelPageSize }),
      ...(vmFlags !== undefined && { vmFlags }),
      ...sums,
    })
    at = end
  }
  return mappings
}

/** Field lines start with a capital letter, the next mapping with a lower-case hexadecimal digit. */
function bodyEnd(text: string, from: number): number {
  let at = from
  while (at < text.length && text.charCodeAt(at) >= 0x41 && text.charCodeAt(at) <= 0x5a) {
    const newline = text.indexOf('\n', at)
    at = newline === -1 ? text.length : newline + 1
  }
  return at
}
