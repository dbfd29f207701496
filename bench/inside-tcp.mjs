import { execFileSync, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import koffi from 'koffi'
import { cleanEnvironment, interval } from './monitors.mjs'
import { refreshesOf } from './plan.mjs'
import { Session } from './session.mjs'

/** The part that runs beside the sockets, in their network namespace. It answers with one line of JSON. */

const job = /** @type {{argv: readonly string[], folder: string}} */ (JSON.parse(process.argv[2] ?? ''))
// The end of standard input is the end of who asked.
process.stdin.resume().on('end', () => {
  rmSync(job.folder, { recursive: true, force: true })
  process.exit(1)
})

const getrusage = koffi.load('libc.so.6').func('int getrusage(int, _Out_ void *)')
const children = -1
/** struct rusage: user and system time first, each in seconds and microseconds. */
const usage = new BigInt64Array(18)

const right = '\x1b[C'
const filter = 'state=estab port=5000'
const warm = 20
const count = 10
const presses = 60
const lostAfterMs = 1000

const sockets = execFileSync('ss', ['-Htan'], { encoding: 'utf8', maxBuffer: 64 << 20 }).split('\n').length - 1
const session = new Session(job.argv, cleanEnvironment(job.folder))
try {
  await session.firstFrame(0, 20_000)
  /** @type {import('./tcp.mjs').TcpFigures} */
  const figures = { sockets, pages: {}, keys: [] }
  figures.pages.overview = await beside(warm)
  session.terminal.write(right)
  figures.pages.sockets = await beside(warm)
  figures.keys = await keys()
  session.terminal.write(`\\${filter}\r`)
  await sleep(200)
  // By the local port.
  session.terminal.write('>>')
  figures.pages.filtered = await beside(5)
  process.stdout.write(`${JSON.stringify(figures)}\n`)
} finally {
  await session.end()
}
process.exit(0)

/**
 * A page's refreshes and runs of `ss -tan` by turns, an interval apart: other work on the machine hits both alike.
 * @param {number} warm refreshes thrown away first
 */
async function beside(warm) {
  await session.window(warm, interval)
  const [window, ss] = await Promise.all([session.window(count, interval), ssEvery()])
  return { cpu: window.cpu / refreshesOf('whytop', window), each: window.each, ss }
}

/** Of whole runs, as watch(1) starts them: it has no other way to refresh. */
async function ssEvery() {
  const runs = []
  for (let i = 0; i < count; i++) {
    await sleep(interval)
    const before = reaped()
    await new Promise((done) => spawn('ss', ['-tan'], { stdio: ['ignore', 'ignore', 'inherit'] }).on('close', done))
    runs.push(reaped() - before)
  }
  return runs
}

/** ms of CPU of the children that ended. */
function reaped() {
  getrusage(children, usage)
  const [userS = 0n, userUs = 0n, systemS = 0n, systemUs = 0n] = usage
  return Number(userS + systemS) * 1000 + Number(userUs + systemUs) / 1000
}

/** ms from a key at any time to the next bytes. */
async function keys() {
  const waits = []
  for (let i = 0; i < presses; i++) {
    await sleep(40 + ((i * 37) % 90))
    const before = session.chunks.length
    const pressed = performance.now()
    session.terminal.write(i % 2 === 0 ? 'j' : 'k')
    while (session.chunks.length === before && performance.now() - pressed < lostAfterMs) await sleep(0.5)
    const [chunk] = session.chunks.slice(before)
    if (!chunk) throw new Error(`a key moved nothing within ${lostAfterMs} ms`)
    waits.push(chunk.at - pressed)
  }
  return waits
}
