import { closeSync } from 'node:fs'
import { libc } from '../native/libc.ts'
import { holdOpen } from './procfs.ts'

/**
 * Files that every look reads, and that the kernel writes anew and in one go for whoever reads them from their start (single_open in
 * fs/seq_file.c): one call on a descriptor that stays open instead of open, read, read to see the end, close.
 */
const AT_ONCE: ReadonlySet<string> = new Set([
  '/proc/stat',
  '/proc/meminfo',
  '/proc/loadavg',
  '/proc/uptime',
  '/proc/pressure/cpu',
  '/proc/pressure/memory',
  '/proc/pressure/io',
  '/proc/pressure/irq',
])

/** Descriptors of the machine's own plain files. */
export class HeldPlain {
  readonly #fds = new Map<string, number>()
  #buffer: Buffer

  constructor(size = 64 << 10) {
    this.#buffer = Buffer.alloc(size)
  }

  /** The bytes, lent until the next read; null: read it like other files. */
  read(path: string): Buffer | null {
    const native = AT_ONCE.has(path) ? libc() : null
    if (!native) return null
    let fd = this.#fds.get(path)
    if (fd === undefined) {
      // Throws where there is no such file, like every read of it.
      fd = holdOpen(path)
      this.#fds.set(path, fd)
    }
    const length = native.pread(fd, this.#buffer, this.#buffer.length, 0)
    if (length > 0 && length < this.#buffer.length) return this.#buffer.subarray(0, length)
    if (length === this.#buffer.length) this.#buffer = Buffer.alloc(2 * length)
    return null
  }

  releaseAll(): void {
    for (const fd of this.#fds.values()) closeSync(fd)
    this.#fds.clear()
  }
}
