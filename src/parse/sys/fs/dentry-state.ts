import { ParseError, source } from '../../../source.ts'

/** Directory entries the kernel keeps, in entries. */
export interface DentryState {
  readonly total: number
  /** Of no program now: these can be freed. */
  readonly unused: number
  /** Unused, and of names that do not exist. Linux 5.0; before it was a dummy that is 0. */
  readonly negative: number
}

/**
 * /proc/sys/fs/dentry-state: `163285	161477	45	0	42395	0`: nr_dentry, nr_unused, age_limit, want_pages, nr_negative, dummy.
 * Kernel: fs/dcache.c; Documentation/admin-guide/sysctl/fs.rst
 */
export function parseDentryState(file: Buffer): DentryState {
  const line = file.toString('latin1', 0, 200)
  const match = /^(\d+)\s+(\d+)\s+-?\d+\s+-?\d+\s+(\d+)\s+\d+\s*$/.exec(line)
  if (!match) throw new ParseError('dentry-state', line)
  return { total: Number(match[1]), unused: Number(match[2]), negative: Number(match[3]) }
}

export const dentryState = source('/proc/sys/fs/dentry-state', parseDentryState)
