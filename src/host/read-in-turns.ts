import { closeSync, readSync } from 'node:fs'
import { holdOpen, MOST, tooLong } from './procfs.ts'

const FIRST = 64 << 10

/**
 * A file that may be megabytes and that the kernel writes as it is read: the keyboard has its turn between the reads. Its buffer is its
 * own, as others read meanwhile.
 */
export async function readInTurns(path: string, turn: () => Promise<void> | undefined): Promise<Buffer> {
  const fd = holdOpen(path)
  let bytes = Buffer.allocUnsafe(FIRST)
  let length = 0
  try {
    for (;;) {
      const got = readSync(fd, bytes, length, bytes.length - length, null)
      if (got === 0) return bytes.subarray(0, length)
      length += got
      if (length > MOST) throw tooLong()
      if (length === bytes.length) bytes = Buffer.concat([bytes], 2 * length)
      const pause = turn()
      if (pause) await pause
    }
  } finally {
    closeSync(fd)
  }
}
