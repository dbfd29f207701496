import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wait } from '../../src/wait.ts'

const LOCK = join(tmpdir(), 'whytop-cgroups-alone')
/** ms. Of a hook that waits for it. */
export const ALONE = 150_000

/**
 * Held by a test that makes more cgroups than one look holds, and by those that look for a group of their own among all: it would
 * have to wait for its turn. Returns how to give it back.
 */
export async function cgroupsAlone(): Promise<() => void> {
  for (;;) {
    try {
      writeFileSync(LOCK, `${process.pid}`, { flag: 'wx' })
      return () => rmSync(LOCK, { force: true })
    } catch {
      if (!isHeld()) rmSync(LOCK, { force: true })
      await wait(100)
    }
  }
}

function isHeld(): boolean {
  try {
    const pid = Number(readFileSync(LOCK, 'latin1'))
    // It is written right after it was made.
    return pid === 0 || process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
