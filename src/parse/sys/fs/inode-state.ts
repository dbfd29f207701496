import { ParseError, source } from '../../../source.ts'

export interface InodeState {
  readonly total: number
  /** Of no program now: these can be freed. */
  readonly unused: number
}

/**
 * /proc/sys/fs/inode-state: `145956	0	0	0	0	0	0`: nr_inodes, nr_free_inodes (that is: unused), preshrink, four dummies.
 * Kernel: fs/inode.c; Documentation/admin-guide/sysctl/fs.rst
 */
export function parseInodeState(file: Buffer): InodeState {
  const line = file.toString('latin1', 0, 200)
  const match = /^(\d+)\s+(\d+)(?:\s+-?\d+)*\s*$/.exec(line)
  if (!match) throw new ParseError('inode-state', line)
  return { total: Number(match[1]), unused: Number(match[2]) }
}

export const inodeState = source('/proc/sys/fs/inode-state', parseInodeState)
