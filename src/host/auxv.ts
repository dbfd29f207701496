/** What the kernel hands every program at its start. */
export interface Auxv {
  readonly pageSize: number
  /** USER_HZ: the unit of every time in /proc/PID/stat and /proc/stat. */
  readonly ticksPerSecond: number
}

const AT_PAGESZ = 6
const AT_CLKTCK = 17

/** /proc/self/auxv: pairs of native longs, 64 bit on every machine Node 20 runs on. Kernel: fs/binfmt_elf.c create_elf_tables */
export function readAuxv(file: Buffer): Auxv {
  const found = new Map<number, number>()
  for (let at = 0; at + 16 <= file.length; at += 16)
    found.set(Number(file.readBigUInt64LE(at)), Number(file.readBigUInt64LE(at + 8)))
  return { pageSize: found.get(AT_PAGESZ) ?? 4096, ticksPerSecond: found.get(AT_CLKTCK) ?? 100 }
}
