import { type ChildProcess, spawn } from 'node:child_process'
import type { Answer } from './blocking.ts'

/** As parse/statfs.ts reads it: blocks are counted in %S, which is f_frsize. */
const FORMAT = '%S %b %f %a %c %d'

/**
 * How full a FUSE mount is, by stat(1) of coreutils or busybox. What its program took and does not answer cannot be interrupted, not
 * even by SIGKILL (fs/fuse/dev.c request_wait_answer): a thread of ours would keep whytop from ending, and with it the shell. A child is
 * left behind, asleep, until the mount answers or is given up. It is not killed: that would have it wait in D, and count in the load.
 */
export function statByCommand(mountPoint: string, done: (answer: Answer) => void): void {
  const child: ChildProcess = spawn('env', ['LC_ALL=C', 'stat', '-f', '-c', FORMAT, '--', mountPoint], {
    // A folder of ours would stay in use for as long; Ctrl-C is not for it.
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  let wrong = ''
  // Without descriptors there are none.
  child.stdout?.on('data', (bytes: Buffer) => (said += bytes))
  child.stderr?.on('data', (bytes: Buffer) => (wrong += bytes))
  child.on('error', ({ code }: NodeJS.ErrnoException) => done(code === 'ENOENT' ? NO_STAT : (code ?? 'EIO')))
  child.on('close', (code) => {
    if (code === 0) done(Buffer.from(said))
    else if (child.pid !== undefined) done(code === 127 ? NO_STAT : errnoSaid(wrong))
  })
}

const NO_STAT = 'there is no stat(1)'

function errnoSaid(wrong: string): string {
  return SAID.find(([words]) => wrong.includes(words))?.[1] ?? 'EIO'
}

/** strerror(3) of the C locale; glibc, then musl where it has other words. */
const SAID = [
  ['Transport endpoint is not connected', 'ENOTCONN'],
  ['Socket not connected', 'ENOTCONN'],
  ['No such file or directory', 'ENOENT'],
  ['Permission denied', 'EACCES'],
  ['Stale file handle', 'ESTALE'],
] as const
