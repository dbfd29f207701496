import { closeSync, readSync } from 'node:fs'
import { holdOpen } from './procfs.ts'

/** No table is longer; a link to /dev/zero in a copied tree is. */
const MOST = 64 << 20
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
    while (length < MOST) {
      const got = readSync(fd, bytes, length, bytes.length - length, null)
      if (got === 0) break
      length += got
      if (length === bytes.length) bytes = Buffer.concat([bytes], 2 * length)
      const pause = turn()
      if (pause) await pause
    }
  } finally {
    closeSync(fd)
  }
  return bytes.subarray(0, length)
}
