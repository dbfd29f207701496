import { ParseError } from '../../source.ts'
import type { Bytes } from '../../units.ts'
import { lineAt } from '../keyed.ts'

/** The mappings of one name, as far as they are in swap. */
export interface SwappedMapping {
  /** Raw: a path, `[heap]`, `[stack]`, `[anon:name]`, or `[anon]` for what has no name. */
  readonly name: string
  readonly mappings: number
  readonly swap: Bytes
  /** Each page divided by the number of mappings that share it; of shared memory 0. Null: a kernel before 4.3. */
  readonly swapPss: Bytes | null
  readonly pss: Bytes
  readonly rss: Bytes
}

const HEAD = /^[0-9a-f]{1,16}-[0-9a-f]{1,16} [-rwxsp]{4} [0-9a-f]{1,16} [0-9a-f]+:[0-9a-f]+ \d+ *(.*)$/

/**
 * Of /proc/PID/smaps only the mappings that hold swap, one row a name, most first: few numbers where the file has thousands of lines.
 * The same user or CAP_SYS_PTRACE only; takes the mmap lock of the process.
 * Kernel: fs/proc/task_mmu.c show_smap; Documentation/filesystems/proc.rst table 1-4
 */
export function parsePidSmapsSwap(file: Buffer): readonly SwappedMapping[] {
  const text = file.toString()
  const names = new Map<string, { -readonly [K in keyof SwappedMapping]: SwappedMapping[K] }>()
  for (let at = text.indexOf('\nSwap:'); at !== -1; at = text.indexOf('\nSwap:', at + 1)) {
    const swap = kilobytes(text, at + 1)
    if (swap === 0) continue
    const from = headAt(text, at)
    const head = HEAD.exec(lineAt(text, from))
    if (head === null) throw new ParseError('pid smaps', lineAt(text, from))
    const name = head[1] === '' ? '[anon]' : (head[1] as string).replaceAll('\\012', '\n')
    const row = names.get(name) ?? { name, mappings: 0, swap: 0, swapPss: null, pss: 0, rss: 0 }
    names.set(name, row)
    row.mappings++
    row.swap += swap
    const shared = text.startsWith('\nSwapPss:', text.indexOf('\n', at + 1)) ? text.indexOf('\n', at + 1) + 1 : -1
    if (shared !== -1) row.swapPss = (row.swapPss ?? 0) + kilobytes(text, shared)
    row.pss += field(text, '\nPss:', from, at)
    row.rss += field(text, '\nRss:', from, at)
  }
  return [...names.values()].sort((a, b) => b.swap - a.swap)
}

/** Where the heading of the mapping starts: the last line above that does not start with a capital letter. */
function headAt(text: string, at: number): number {
  for (let end = at; ; ) {
    const start = end <= 0 ? 0 : text.lastIndexOf('\n', end - 1) + 1
    const first = text.charCodeAt(start)
    if (start === 0 || !(first >= 0x41 && first <= 0x5a)) return start
    end = start - 1
  }
}

function field(text: string, name: string, from: number, to: number): Bytes {
  const at = text.indexOf(name, from)
  return at === -1 || at >= to ? 0 : kilobytes(text, at + 1)
}

function kilobytes(text: string, from: number): Bytes {
  const line = lineAt(text, from)
  const number = /^\w+: +(\d{1,15}) kB$/.exec(line)
  if (number === null) throw new ParseError('pid smaps', line)
  return Number(number[1]) * 1024
}
