import { ParseError, type Source, source } from '../source.ts'
import type { Bytes } from '../units.ts'

/** How full a file system is. */
export interface Statfs {
  readonly size: Bytes
  /** Not used by anybody, also what only root may take. */
  readonly free: Bytes
  /** Free for everybody. */
  readonly available: Bytes
  /** 0: it makes inodes as it needs them (btrfs, vfat). */
  readonly inodes: number
  readonly inodesFree: number
}

/**
 * statfs(2) of a mount point, as whytop's own host answers `statfs:/mnt`: `4096 66052044 59872912 20419112 16793600 16171226`,
 * the size of a block, then blocks: all, free, available; then inodes: all, free.
 * Kernel: fs/statfs.c; man 2 statfs
 */
export function parseStatfs(file: Buffer): Statfs {
  const line = file.toString('latin1').trim()
  if (!/^\d+( \d+){5}$/.test(line)) throw new ParseError('statfs', line)
  const [block, blocks, free, available, inodes, inodesFree] = line.split(' ').map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  return { size: blocks * block, free: free * block, available: available * block, inodes, inodesFree }
}

/** Seconds: files come slowly, and a call that may wait for a server is not made at every tick. */
const SLOWLY = 5

/** Who answers: the kernel, a network, or the program behind a FUSE mount; the last two may never. */
export type Behind = 'kernel' | 'network' | 'program'
const PREFIX: Readonly<Record<Behind, string>> = {
  kernel: 'statfs',
  network: 'statfs-remote',
  program: 'statfs-program',
}

export function statfsOf(mountPoint: string, behind: Behind): Source<Statfs> {
  return source(`${PREFIX[behind]}:${mountPoint}`, parseStatfs, SLOWLY)
}
