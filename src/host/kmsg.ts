import { closeSync, readSync, statSync } from 'node:fs'
import type { Machine } from './collect.ts'
import type { Dumped, KernelLogDump, Sink } from './host.ts'
import { errnoOf, holdOpen, readWhole } from './procfs.ts'
import { absentAs } from './read-blocking.ts'

const KMSG = '/dev/kmsg'
/** A record with its continuation lines: kernel/printk/internal.h PRINTK_MESSAGE_MAX is 2048, what follows it is as long at most. */
const LONGEST = 16 << 10
const PIECE = 64 << 10
/** A kernel that says more in a tick than that is heard in the next one. */
const MOST = 20_000
/** A record costs some µs. */
const EVERY = 128
const COMMA = 0x2c
/** Number 11 of the memory devices: Documentation/admin-guide/devices.txt */
const DEVICE = (1 << 8) | 11

export function isOfKernelLog(dump: Dumped): dump is KernelLogDump {
  return dump.request.ask === 'kernel log'
}

/** The records after the one that is known, whole ones in each piece. Of a copied tree: all that its file has. */
export async function collectKernelLog(
  machine: Machine,
  { path, request }: KernelLogDump,
  sink: Sink,
  turn: () => Promise<void> | undefined,
): Promise<void> {
  const at = machine.now()
  const push = async (piece: Buffer) => {
    sink.bytes(at, 0, path, piece)
    const pause = turn()
    if (pause) await pause
  }
  try {
    if (machine.kernelLog) await machine.kernelLog.read(request.after, push)
    else await push(readCopied(machine.path(KMSG)))
    sink.bytes(at, 0, path, Buffer.alloc(0))
  } catch (error) {
    sink.fail(at, 0, path, absentAs(machine, errnoOf(error)))
  }
}

/** A device would be this machine's. */
function readCopied(path: string): Buffer {
  if (!statSync(path).isFile()) throw noLog(path)
  return readWhole(path)
}

function noLog(path: string): Error {
  return Object.assign(new Error(`${path} is no kernel log`), { code: 'ENOENT' })
}

/**
 * /dev/kmsg, held open: each read is one record, and the next read goes on after it. It never waits. Where records were overwritten
 * before they were read the next one tells by its number. Kernel: kernel/printk/printk.c devkmsg_read; Documentation/ABI/testing/dev-kmsg
 */
export class KernelLogReader {
  readonly #path: string
  #fd = -1
  /** Of the last record that was read; null: none yet. */
  #last: number | null = null

  constructor(path = KMSG) {
    this.#path = path
  }

  /** What came after the record of that number. */
  async read(after: number | null, push: (piece: Buffer) => Promise<void>): Promise<void> {
    if (this.#fd < 0 || after === null || after !== this.#last) this.#open()
    // Its own: while it waits for its turn others read.
    const buffer = Buffer.allocUnsafe(PIECE)
    let length = 0
    for (let records = 0; records < MOST; records++) {
      const got = this.#next(buffer, length)
      if (got === 0) break
      const seq = seqOf(buffer, length, length + got)
      this.#last = seq ?? this.#last
      if (after === null || seq === null || seq > after) length += got
      if (length + LONGEST > PIECE || (records % EVERY === EVERY - 1 && length > 0)) {
        await push(buffer.subarray(0, length))
        length = 0
      }
    }
    if (length > 0) await push(buffer.subarray(0, length))
  }

  close(): void {
    if (this.#fd >= 0) closeSync(this.#fd)
    this.#fd = -1
    this.#last = null
  }

  /** At the oldest record that is kept. */
  #open(): void {
    this.close()
    // Containers have a console or a pipe in its place: what is typed there is for others.
    if (statSync(this.#path).rdev !== DEVICE) throw noLog(this.#path)
    this.#fd = holdOpen(this.#path)
  }

  /** One record; 0: there is none yet. */
  #next(into: Buffer, at: number): number {
    for (;;) {
      try {
        return readSync(this.#fd, into, at, LONGEST, null)
      } catch (error) {
        const errno = errnoOf(error)
        if (errno === 'EAGAIN') return 0
        // Overwritten meanwhile: the next read begins at the oldest that is left.
        if (errno !== 'EPIPE') throw error
      }
    }
  }
}

/** The second of its numbers: `6,339,5140900,-;message`. */
function seqOf(bytes: Buffer, from: number, to: number): number | null {
  const start = bytes.indexOf(COMMA, from) + 1
  const end = bytes.indexOf(COMMA, start)
  if (start <= from || end < 0 || end >= to) return null
  const seq = Number(bytes.toString('latin1', start, end))
  return Number.isSafeInteger(seq) ? seq : null
}
