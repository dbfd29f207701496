import { ParseError } from '../../source.ts'

export interface Limit {
  /** 'Max open files'. */
  readonly name: string
  /** Infinity: unlimited. */
  readonly soft: number
  readonly hard: number
  /** As the kernel calls it: bytes, files, us … Null for priorities. */
  readonly unit: string | null
}

const LINE = /^(\S+(?: \S+)*) {2,}(unlimited|\d+) +(unlimited|\d+) *(\w*) *$/

/**
 * /proc/PID/limits: `Max open files            1024                 4096                 files     ` below a heading.
 * Kernel: fs/proc/base.c proc_pid_limits; getrlimit(2)
 */
export function parsePidLimits(file: Buffer): readonly Limit[] {
  const [heading = '', ...lines] = file.toString('latin1').split('\n')
  if (!heading.startsWith('Limit ')) throw new ParseError('pid limits', heading)
  const limits: Limit[] = []
  for (const line of lines) {
    if (line === '') continue
    const match = LINE.exec(line)
    if (match === null) throw new ParseError('pid limits', line)
    limits.push({
      name: match[1] as string,
      soft: limit(match[2] as string),
      hard: limit(match[3] as string),
      unit: match[4] || null,
    })
  }
  return limits
}

function limit(word: string): number {
  return word === 'unlimited' ? Number.POSITIVE_INFINITY : Number(word)
}
