import { closeSync, constants, openSync, readdirSync } from 'node:fs'
import { libc } from './libc.ts'

const block = Buffer.alloc(64 << 10)
/** struct linux_dirent64: u64 ino, s64 off, u16 reclen, u8 type, then the name. */
const RECLEN = 16
const NAME = 19

/**
 * The pids of a proc file system, ascending. getdents64 spares the strings and the alphabetical sort that
 * readdir costs (10,000 processes: a third of the time).
 */
export function listPids(proc: string): Int32Array {
  const native = libc()
  if (!native) return fromNames(readdirSync(proc))
  const fd = openSync(proc, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    const found: number[] = []
    for (;;) {
      const length = native.getdents64(fd, block, block.length)
      if (length < 0) return fromNames(readdirSync(proc))
      if (length === 0) return ascending(found)
      for (let at = 0; at < length; at += block.readUInt16LE(at + RECLEN)) {
        const pid = digits(at + NAME)
        if (pid > 0) found.push(pid)
      }
    }
  } finally {
    closeSync(fd)
  }
}

/** The number whose digits start here and end with NUL; 0 when it is not all digits. */
function digits(at: number): number {
  let value = 0
  for (;;) {
    const byte = block[at++] as number
    if (byte === 0) return value
    if (byte < 0x30 || byte > 0x39) return 0
    value = value * 10 + (byte - 0x30)
  }
}

function fromNames(names: readonly string[]): Int32Array {
  return ascending(names.filter((name) => /^\d+$/.test(name)).map(Number))
}

function ascending(pids: readonly number[]): Int32Array {
  return Int32Array.from(pids).sort()
}
