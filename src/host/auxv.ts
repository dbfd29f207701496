import { ParseError } from '../source.ts'

/** What the kernel hands every program at its start. */
export interface Auxv {
  readonly pageSize: number
  /** USER_HZ: the unit of every time in /proc/PID/stat and /proc/stat. */
  readonly ticksPerSecond: number
}

const AT_PAGESZ = 6
const AT_CLKTCK = 17

/**
 * /proc/self/auxv: pairs of native longs, 64 bit on every machine Node 20 runs on. Every kernel since 2.6 gives both; a guess would
 * make every size and time wrong by a factor, so what lacks one is refused.
 * Kernel: fs/binfmt_elf.c create_elf_tables
 */
export function readAuxv(file: Buffer): Auxv {
  const found = new Map<number, number>()
  for (let at = 0; at + 16 <= file.length; at += 16)
    found.set(Number(file.readBigUInt64LE(at)), Number(file.readBigUInt64LE(at + 8)))
  const pageSize = found.get(AT_PAGESZ)
  const ticksPerSecond = found.get(AT_CLKTCK)
  if (!pageSize || !ticksPerSecond) throw new ParseError('auxv', file.toString('hex'))
  return { pageSize, ticksPerSecond }
}
