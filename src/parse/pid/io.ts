import { ParseError } from '../../source.ts'
import type { Counter } from '../../units.ts'
import { eachKeyed, lineAt } from '../keyed.ts'

/** Of the whole process, its ended threads and reaped children. */
export interface PidIo {
  /** Through read(2) and the like, whatever it was read from: files in cache, pipes, sockets. */
  readonly rchar: Counter<'B'>
  readonly wchar: Counter<'B'>
  readonly syscr: Counter<'call'>
  readonly syscw: Counter<'call'>
  /** Fetched from a device. */
  readonly readBytes: Counter<'B'>
  /** Made dirty, to be written later. */
  readonly writeBytes: Counter<'B'>
  /** Dirty and then truncated before it was written: part of `writeBytes`. */
  readonly cancelledWriteBytes: Counter<'B'>
}

const NAMES = ['rchar', 'wchar', 'syscr', 'syscw', 'read_bytes', 'write_bytes', 'cancelled_write_bytes']

/**
 * /proc/PID/io: `read_bytes: 102400`, bytes. The same user or CAP_SYS_PTRACE only.
 * Kernel: fs/proc/base.c do_io_accounting; Documentation/filesystems/proc.rst 3.3
 */
export function parsePidIo(file: Buffer): PidIo {
  const text = file.toString('latin1')
  const found: number[] = []
  eachKeyed(text, (name, value, _kb, from) => {
    const index = NAMES.indexOf(name)
    if (index === -1) return
    if (value === null) throw new ParseError('pid io', lineAt(text, from))
    found[index] = value
  })
  const [rchar, wchar, syscr, syscw, readBytes, writeBytes, cancelledWriteBytes] = found
  if (
    rchar === undefined ||
    wchar === undefined ||
    syscr === undefined ||
    syscw === undefined ||
    readBytes === undefined ||
    writeBytes === undefined ||
    cancelledWriteBytes === undefined
  ) {
    throw new ParseError('pid io is not whole', lineAt(text, 0))
  }
  return { rchar, wchar, syscr, syscw, readBytes, writeBytes, cancelledWriteBytes }
}
