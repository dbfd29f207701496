import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { popArguments } from './populations.mjs'

/** @typedef {import('./inside.mjs').Answer} Answer */
/** @typedef {{pids: number, threads: number, moved: number}} Seen */

const source = fileURLToPath(new URL('pop.c', import.meta.url))
const folder = fileURLToPath(new URL('bin', import.meta.url))
const pop = join(folder, 'pop')
const inside = fileURLToPath(new URL('inside.mjs', import.meta.url))

/** Compiles bin/pop when it is missing or older than its source. */
export function buildPop() {
  const built = statSync(pop, { throwIfNoEntry: false })
  if (built && built.mtimeMs > statSync(source).mtimeMs) return
  mkdirSync(folder, { recursive: true })
  const gcc = spawnSync('gcc', ['-O2', '-static', '-pthread', '-o', pop, source], { encoding: 'utf8' })
  if (gcc.status !== 0) throw new Error(`bench: gcc could not build pop.c: ${gcc.stderr ?? gcc.error?.message}`)
}

/**
 * Runs steps beside a population in a PID namespace of its own, and sees to it that nothing of it is left.
 * @param {import('./populations.mjs').Population} population
 * @param {readonly import('./inside.mjs').Step[]} steps
 * @param {(answer: Answer) => void} progress
 * @param {AbortSignal} signal
 * @returns {Promise<{seen: Seen, answers: readonly Answer[]}>}
 */
export async function beside(population, steps, progress, signal) {
  const homes = mkdtempSync(join(tmpdir(), 'whytop-bench-'))
  const job = JSON.stringify({ population, steps, folder: homes })
  const command = [pop, ...popArguments(population), '--', process.execPath, inside, job]
  // Killing unshare kills the first process of the namespace (--kill-child), and the kernel then all of it.
  const child = spawn('unshare', ['--pid', '--fork', '--mount-proc', '--kill-child', ...command], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8' },
  })
  const kill = () => child.kill('SIGKILL')
  signal.addEventListener('abort', kill)
  const ended = new Promise((resolve, reject) => child.on('close', resolve).on('error', reject))
  try {
    /** @type {Answer[]} */
    const answers = []
    let namespace = ''
    /** @type {Seen | null} */
    let seen = null
    for await (const line of createInterface(child.stdout)) {
      const message = JSON.parse(line)
      namespace = message.namespace ?? namespace
      seen = message.seen ?? seen
      if (message.answer) {
        answers.push(message.answer)
        progress(message.answer)
      }
    }
    const code = await ended
    signal.throwIfAborted()
    if (code !== 0 || !seen || answers.length < steps.length)
      throw new Error(`bench: the run beside population ${population.id} ended early, status ${code}`)
    await nothingLeft(namespace)
    return { seen, answers }
  } finally {
    signal.removeEventListener('abort', kill)
    kill()
    rmSync(homes, { recursive: true, force: true })
  }
}

/** @param {string} namespace as /proc/PID/ns/pid says it */
async function nothingLeft(namespace) {
  const until = Date.now() + 5000
  for (;;) {
    const left = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && namespaceOf(name) === namespace)
    if (left.length === 0) return
    if (Date.now() > until) throw new Error(`bench: ${left.length} processes are left of ${namespace}`)
    await sleep(50)
  }
}

/** @param {string} pid @returns {string | null} null: gone, or not ours to look at (and so not of our namespace) */
function namespaceOf(pid) {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`)
  } catch (error) {
    const code = /** @type {NodeJS.ErrnoException} */ (error).code
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return null
    throw error
  }
}
