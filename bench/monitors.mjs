import { accessSync, constants, existsSync, mkdtempSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** ms between two refreshes, of every monitor. */
export const interval = 1000

/** @type {Record<'htop' | 'top', readonly string[]>} */
export const peers = { htop: ['htop', '-d10'], top: ['top', '-d1'] }

/** @typedef {(pane: string) => readonly string[]} WhytopCommand */

/**
 * How to start whytop on a pane.
 * @param {string | undefined} instead a whole command to use in its place
 * @returns {WhytopCommand | null} null: whytop is not built
 */
export function whytopCommand(instead) {
  if (instead !== undefined) return () => instead.split(/\s+/)
  const bin = fileURLToPath(new URL('../bin/whytop.js', import.meta.url))
  const built = existsSync(bin) && existsSync(fileURLToPath(new URL('../dist/whytop.cjs', import.meta.url)))
  if (!built) return null
  const start = isExecutable(bin) ? [bin] : [process.execPath, bin]
  return (pane) => [...start, '--pane', pane, '--interval', String(interval / 1000)]
}

/**
 * A whole environment, nothing inherited: no NODE_*, no configuration of the person who measures.
 * @param {string} folder a new empty home is made in it
 * @returns {Record<string, string>}
 */
export function cleanEnvironment(folder) {
  return {
    PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    HOME: mkdtempSync(join(folder, 'home-')),
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
  }
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EACCES') return false
    throw error
  }
}
