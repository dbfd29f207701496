import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run, type Session, type SessionOptions } from '../terminal/terminal.ts'

export const BIN = fileURLToPath(new URL('../../bin/whytop.js', import.meta.url))

/** whytop in terminals of this test file: ended, and its config folder removed, by `end`. */
export interface Programs {
  whytop(args: readonly string[], options?: SessionOptions): Session
  command(argv: readonly [string, ...string[]], options?: SessionOptions): Session
  /** An empty folder. */
  folder(): string
  end(): Promise<void>
}

export function programs(): Programs {
  const sessions: Session[] = []
  const folders: string[] = []
  const folder = () => {
    const made = mkdtempSync(join(tmpdir(), 'whytop-program-'))
    folders.push(made)
    return made
  }
  const command = (argv: readonly [string, ...string[]], options: SessionOptions = {}) => {
    const session = run(argv, { ...options, env: { XDG_CONFIG_HOME: folder(), ...options.env } })
    sessions.push(session)
    return session
  }
  return {
    command,
    folder,
    whytop: (args, options) => command([BIN, ...args], options),
    async end() {
      for (const session of sessions.splice(0)) {
        try {
          session.kill('SIGKILL')
        } catch (error) {
          // It has ended by itself.
          if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
        }
        await session.ended
      }
      for (const each of folders.splice(0)) rmSync(each, { recursive: true })
    },
  }
}

/** The header of every frame begins so. */
export const drawn = (screen: readonly string[]) => screen[0]?.startsWith(' whytop ') === true

/** Column heads: the table is there. */
export const table = (screen: readonly string[]) => drawn(screen) && screen.some((line) => /^ +PID\W/.test(line))

/** What waits until `is` holds of the text of the whole screen. */
export function text(session: Session, is: RegExp, ms?: number): Promise<void> {
  return session.waitFor((screen) => is.test(screen.join('\n')), ms)
}

/** Runs without a terminal: how it ended, and what it said. */
export function plain(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { PATH, HOME } = process.env
  try {
    const stdout = execFileSync(BIN, args, {
      env: { PATH, HOME, LANG: 'C.UTF-8', TERM: 'xterm', XDG_CONFIG_HOME: '/nonexistent', ...env },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 1 << 26,
    })
    return { code: 0, stdout, stderr: '' }
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number | null; stdout: string; stderr: string }
    if (typeof status !== 'number') throw error
    return { code: status, stdout, stderr }
  }
}
