import { statfs } from 'node:fs'
import type { Answer, BlockingReads } from './blocking.ts'
import type { Machine } from './collect.ts'
import type { Sink } from './host.ts'

/** A plan's path for how full a mounted file system is; `remote` where a network has to answer, `program` where it is FUSE. */
const PATH = /^(statfs|statfs-remote|statfs-program):(\/.*)$/s

/** ms until a mount counts as dead. One that answers late is heard at the next look. */
const WAIT = 100

export function isStatfs(path: string): boolean {
  return PATH.test(path)
}

/** A copied tree has the files of its machine, and none of its mounts. */
export async function collectMounts(machine: Machine, paths: readonly string[], sink: Sink): Promise<void> {
  if (machine.root !== '') {
    for (const path of paths) sink.fail(machine.now(), 0, path, 'NOT_CAPTURED')
    return
  }
  await askMounts(machine.blocking, paths, machine.now, (path, at, answer) => {
    if (typeof answer === 'string') sink.fail(at, 0, path, answer)
    else sink.bytes(at, 0, path, answer)
  })
}

/**
 * Asks mounts how full they are, off the main thread and one after the other. Of the two lanes that blocked reads have, mounts that
 * do not answer get one at most: while one is stuck, no other that is remote is asked.
 */
export async function askMounts(
  blocking: BlockingReads,
  paths: readonly string[],
  now: () => number,
  push: (path: string, at: number, answer: Answer) => void,
): Promise<void> {
  for (const path of paths) {
    const late = blocking.takeLate(path)
    if (late) {
      push(path, late.at, late.answer)
      continue
    }
    const key = path.startsWith('statfs:') ? path : 'statfs-remote'
    const how = path.startsWith('statfs-program:') ? askByChild : ask
    const answer = blocking.isUnderWay(path)
      ? 'ETIMEDOUT'
      : blocking.isStuck(key) || !blocking.free
        ? 'EBUSY'
        : await blocking.read(path, key, WAIT, (came) => blocking.keepLate(path, { at: now(), answer: came }), how)
    push(path, now(), answer)
  }
}

/** As parse/statfs.ts reads it. Node has no f_frsize; the kernel's own file systems count in f_bsize. */
function ask(path: string, _step: () => void, done: (answer: Answer) => void): void {
  statfs(mountPointOf(path), { bigint: true }, (error, found) => {
    if (error) return done(error.code ?? 'EIO')
    const { bsize, blocks, bfree, bavail, files, ffree } = found
    done(Buffer.from([bsize, blocks, bfree, bavail, files, ffree].join(' ')))
  })
}

function askByChild(path: string, _step: () => void, done: (answer: Answer) => void): void {
  // Late: to begin programs takes Node 14 ms to learn.
  void import('./stat-command.ts').then(({ statByCommand }) => statByCommand(mountPointOf(path), done))
}

function mountPointOf(path: string): string {
  return path.slice(path.indexOf(':') + 1)
}
