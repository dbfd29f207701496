import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { verdict } from './bars.mjs'
import { table, verdictTable } from './report.mjs'

const source = fileURLToPath(new URL('socks.c', import.meta.url))
const folder = fileURLToPath(new URL('bin', import.meta.url))
const socks = join(folder, 'socks')
const inside = fileURLToPath(new URL('inside-tcp.mjs', import.meta.url))

const connections = 25_000
const waits = 50_000
const mostShare = 0.35
const mostKeyMs = 50

/**
 * @typedef {{cpu: number, each: readonly number[], ss: readonly number[]}} Page CPU in ms: mean of the refreshes, each of them,
 *   and each run of `ss -tan` meanwhile
 * @typedef {object} TcpFigures
 * @property {number} sockets as `ss -tan` lists them
 * @property {Record<string, Page>} pages by what is looked at
 * @property {readonly number[]} keys ms from a key to the next output, on the page of all sockets
 */

const judged = { sockets: 'all sockets', filtered: 'all sockets, filtered and sorted' }

/**
 * `ss -tan` and the TCP pane in one run, beside 100,000 sockets in a network namespace of their own.
 * @param {import('./runs.mjs').Run} run
 * @returns {Promise<import('./runs.mjs').Outcome>}
 */
export async function compareSockets({ whytop, signal }) {
  buildSocks()
  const figures = whytop === null ? null : await beside(whytop('tcp'), signal)
  const pages = Object.entries(figures?.pages ?? {})
  const verdicts = [
    ...Object.entries(judged).map(([id, what]) => {
      const page = figures?.pages[id]
      return verdict(`TCP pane, ${what}`, page ? page.cpu / mean(page.ss) : null, mostShare, (share) => [
        `${share.toFixed(3)} × ss -tan (${page?.cpu.toFixed(1)} of ${mean(page?.ss ?? []).toFixed(1)} ms)`,
        `≤ ${mostShare} × ss -tan`,
      ])
    }),
    verdict('key to paint, 100,000 sockets, slowest', figures ? Math.max(...figures.keys) : null, mostKeyMs, (ms) => [
      `${ms.toFixed(1)} ms (p50 ${median(figures?.keys ?? []).toFixed(1)} ms, ${figures?.keys.length} keys)`,
      `≤ ${mostKeyMs} ms`,
    ]),
  ]
  const rows = pages.map(([id, { cpu, each, ss }]) => [
    id,
    cpu.toFixed(1),
    spread(each),
    mean(ss).toFixed(1),
    spread(ss),
    (cpu / mean(ss)).toFixed(3),
  ])
  return {
    sections: [
      `${figures?.sockets ?? 0} sockets, ${connections} connections and ${waits} in TIME-WAIT; CPU ms per refresh:`,
      table(['page', 'whytop', 'refreshes', 'ss -tan', 'runs', 'share'], rows),
      verdictTable(verdicts),
    ],
    figures: { figures, verdicts },
    met: verdicts.every((one) => one.verdict === 'met'),
  }
}

/** @param {readonly number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** @param {readonly number[]} values */
function spread(values) {
  return values.length > 0 ? `${Math.min(...values).toFixed(1)}-${Math.max(...values).toFixed(1)}` : ''
}

/** @param {readonly number[]} values */
function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

/** Compiles bin/socks when it is missing or older than its source. */
function buildSocks() {
  const built = statSync(socks, { throwIfNoEntry: false })
  if (built && built.mtimeMs > statSync(source).mtimeMs) return
  mkdirSync(folder, { recursive: true })
  const gcc = spawnSync('gcc', ['-O2', '-static', '-o', socks, source], { encoding: 'utf8' })
  if (gcc.status !== 0) throw new Error(`bench: gcc could not build socks.c: ${gcc.stderr ?? gcc.error?.message}`)
}

/** @param {readonly string[]} argv @param {AbortSignal} signal @returns {Promise<TcpFigures>} */
async function beside(argv, signal) {
  const homes = mkdtempSync(join(tmpdir(), 'whytop-bench-'))
  const job = JSON.stringify({ argv, folder: homes })
  // Sockets in TIME-WAIT beyond tcp_max_tw_buckets would be dropped, and ports below 32768 would not be used.
  const prepare = `ip link set lo up && sysctl -qw net.ipv4.ip_local_port_range='1024 65000' net.ipv4.tcp_max_tw_buckets=262144 && exec "$0" "$@"`
  const command = ['sh', '-c', prepare, socks, String(connections), String(waits), '--', process.execPath, inside, job]
  const child = spawn('unshare', ['--net', '--pid', '--fork', '--mount-proc', '--kill-child', ...command], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8' },
  })
  const kill = () => child.kill('SIGKILL')
  signal.addEventListener('abort', kill)
  const ended = new Promise((resolve, reject) => child.on('close', resolve).on('error', reject))
  try {
    /** @type {TcpFigures | null} */
    let figures = null
    for await (const line of createInterface(child.stdout)) figures = JSON.parse(line)
    const code = await ended
    signal.throwIfAborted()
    if (code !== 0 || !figures) throw new Error(`bench: the run beside ${socks} ended early, status ${code}`)
    return figures
  } finally {
    signal.removeEventListener('abort', kill)
    kill()
    rmSync(homes, { recursive: true, force: true })
  }
}
