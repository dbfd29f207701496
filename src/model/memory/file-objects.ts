import type { Bytes } from '../../units.ts'
import type { Slabs } from '../slab.ts'

/** What names and inodes of files take. Null: slabinfo is not read, or refused. */
export function fileObjects({ slabs, missing }: Slabs): Bytes | null {
  if (missing || slabs.length === 0) return null
  return slabs.reduce((sum, { name, size }) => (NAMES.test(name) ? sum + size : sum), 0)
}

/** `dentry`, `inode_cache`, `ext4_inode_cache`, `xfs_inode`, `btrfs_inode`, `fuse_inode` …, but not `sock_inode_cache`: sockets are no files. */
const NAMES = /^dentry$|^(?!sock_).*inode(?:_cache)?$/
