import { readlinkSync, rmSync } from 'node:fs'
import { loadavg } from 'node:os'
import { latencies, press } from './keys.mjs'
import { cleanEnvironment, interval } from './monitors.mjs'
import { inspect } from './populations.mjs'
import { Session } from './session.mjs'
import { machineCpu, stolenShare } from './stolen.mjs'

/**
 * The part that runs beside the population, in its PID namespace. It takes one job and answers in JSON lines.
 *
 * @typedef {object} Step one program, started, measured and killed
 * @property {string} name
 * @property {readonly string[]} argv
 * @property {'start' | 'refresh' | 'keys' | 'memory'} measure
 * @property {number} warm refreshes thrown away first, the three cold ones among them
 * @property {number} count refreshes, keys, or minutes
 * @property {number} rows that the first full frame has at least
 *
 * @typedef {{population: import('./populations.mjs').Population, steps: readonly Step[], folder: string}} Job
 *
 * @typedef {object} Answer
 * @property {string} name
 * @property {number} load 1-minute load average at the start
 * @property {number} stolen share of the wanted CPU time of the machine that its host gave to others meanwhile
 * @property {string} [failed] why there are no figures
 * @property {import('./session.mjs').Start} [start]
 * @property {import('./session.mjs').Window} [cold]
 * @property {import('./session.mjs').Window} [steady]
 * @property {import('./keys.mjs').KeyFigures} [keys]
 * @property {number} [rss] MiB, the most seen after any refresh
 * @property {readonly [number, number][]} [memory] minutes since the start, MiB
 */

const coldRefreshes = 3
const startTimeoutMs = 20_000

const job = /** @type {Job} */ (JSON.parse(process.argv[2] ?? ''))
// The end of standard input is the end of who asked.
process.stdin.resume().on('end', () => {
  rmSync(job.folder, { recursive: true, force: true })
  process.exit(1)
})
tell({ namespace: readlinkSync('/proc/self/ns/pid'), seen: await inspect(job.population) })
for (const step of job.steps) tell({ answer: await run(step) })
process.exit(0)

/** @param {Step} step @returns {Promise<Answer>} */
async function run(step) {
  const session = new Session(step.argv, cleanEnvironment(job.folder))
  /** @type {Answer} */
  const answer = { name: step.name, load: loadavg()[0] ?? 0, stolen: 0 }
  const before = machineCpu()
  try {
    answer.start = await session.firstFrame(step.rows, startTimeoutMs)
    if (step.measure === 'keys') answer.keys = await latencies(session.chunks, await press(session, step.count))
    if (step.measure === 'memory') answer.memory = await memory(session, step.count)
    if (step.measure === 'refresh') {
      answer.cold = await session.window(coldRefreshes, interval)
      if (step.warm > coldRefreshes) await session.window(step.warm - coldRefreshes, interval)
      answer.steady = await session.window(step.count, interval)
    }
    if (session.refreshes.length > 0) answer.rss = Math.max(...session.refreshes.map(({ rss }) => rss))
  } catch (error) {
    answer.failed = /** @type {Error} */ (error).message
  } finally {
    await session.end()
  }
  answer.stolen = stolenShare(before, machineCpu())
  return answer
}

/** @param {Session} session @param {number} minutes @returns {Promise<[number, number][]>} */
async function memory(session, minutes) {
  const until = performance.now() + minutes * 60_000
  while (performance.now() < until) {
    await session.window(10, interval)
    // Hours of output would be held otherwise.
    session.chunks.splice(0, session.chunks.length - 1)
  }
  return session.refreshes.map(({ closed, rss }) => [(closed - session.started) / 60_000, rss])
}

/** @param {object} message */
function tell(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}
