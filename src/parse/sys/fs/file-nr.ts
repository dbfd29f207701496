import { ParseError, source } from '../../../source.ts'
import { UNLIMITED } from '../../../units.ts'

export interface FileNr {
  /** Open file descriptions of the whole machine. */
  readonly open: number
  /** fs.file-max, which root may exceed. Infinity: no limit (systemd raises it to 2^63 − 1). */
  readonly max: number
}

/**
 * /proc/sys/fs/file-nr: `811	0	2466183`; the number in the middle is always 0 since Linux 2.6.
 * Kernel: fs/file_table.c proc_nr_files; Documentation/admin-guide/sysctl/fs.rst
 */
export function parseFileNr(file: Buffer): FileNr {
  const line = file.toString('latin1', 0, 120).trim()
  const match = /^(\d{1,20})\s+\d{1,20}\s+(\d{1,20})$/.exec(line)
  if (match === null) throw new ParseError('file-nr', line)
  const max = Number(match[2])
  return { open: Number(match[1]), max: max >= UNLIMITED ? Number.POSITIVE_INFINITY : max }
}

export const fileNr = source('/proc/sys/fs/file-nr', parseFileNr)
