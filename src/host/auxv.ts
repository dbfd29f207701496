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
 * /proc/self/auxv: pairs of native longs, as wide as this program's: 32 bits on ARMv7. Every kernel since 2.6 gives both; a guess would
 * make every size and time wrong by a factor, so what lacks one is refused.
 * Kernel: fs/binfmt_elf.c create_elf_tables
 */
export function readAuxv(file: Buffer, isNarrow = NARROW.has(process.arch)): Auxv {
  const found = new Map<number, number>()
  const words = longsOf(file, isNarrow)
  for (let i = 0; i + 1 < words.length; i += 2) found.set(Number(words[i]), Number(words[i + 1]))
  const pageSize = found.get(AT_PAGESZ)
  const ticksPerSecond = found.get(AT_CLKTCK)
  if (!pageSize || !ticksPerSecond) throw new ParseError('auxv', file.toString('hex'))
  return { pageSize, ticksPerSecond }
}

/** Machines that Node 20 runs on with 32 bits. */
const NARROW: ReadonlySet<string> = new Set(['arm', 'ia32', 'mipsel'])

/** As the machine orders bytes. */
function longsOf(file: Buffer, isNarrow: boolean): Uint32Array | BigUint64Array {
  const whole = Uint8Array.from(file.subarray(0, file.length & ~7)).buffer
  return isNarrow ? new Uint32Array(whole) : new BigUint64Array(whole)
}
