import { peers } from './monitors.mjs'

/** @typedef {import('./inside.mjs').Step} Step */
/** @typedef {import('./inside.mjs').Answer} Answer */
/** @typedef {import('./session.mjs').Window} Window */

const firstFramesOf = ['150', '10000']
/** Beside the others whytop, which takes longest, runs once, between two runs of htop and top. */
const twiceBeside = ['150', '1000', '10000']
/** Some cannot move (up on the first row); at least 200 are wanted. */
const keyCount = 220
/** Refreshes thrown away: V8 compiles what is hot; htop and top have nothing to warm up after the cold three. */
const warm = { htop: 3, top: 3, whytop: 20 }

/**
 * The steps beside one population: htop, top and whytop in turns, then whytop under the keys.
 * @param {string} population
 * @param {readonly string[] | null} whytop its command; null: not there
 * @param {{quick: boolean, keys: boolean, figures: boolean}} want
 * @returns {readonly Step[]}
 */
export function compareSteps(population, whytop, { quick, keys, figures }) {
  const twice = twiceBeside.includes(population)
  const start = step('start', 1)
  const refresh = step('refresh', 4)
  const own = (/** @type {Step | null} */ one) => (one ? [one] : [])
  const startAll = [start('htop', peers.htop), start('top', peers.top), ...own(whytop && start('whytop', whytop))]
  const measurePeers = [refresh('htop', peers.htop), refresh('top', peers.top)]
  const measureOwn = own(whytop && refresh('whytop', whytop, quick ? 4 : twice ? 8 : 12))
  const startRounds = firstFramesOf.includes(population) ? (quick ? 1 : 4) : 0
  const second = quick ? [] : [...measurePeers, ...(twice ? measureOwn : [])]
  return [
    ...(figures ? [...Array(startRounds).fill(startAll).flat(), ...measurePeers, ...measureOwn, ...second] : []),
    ...(keys ? own(whytop && step('keys', keyCount)('whytop', whytop)) : []),
  ]
}

/**
 * @param {Step['measure']} measure
 * @param {number} usual the count where a step names none
 * @param {number} rows process rows that the first full frame has at least; 0 for a pane of something else
 * @returns {(name: 'htop' | 'top' | 'whytop', argv: readonly string[], count?: number) => Step}
 */
export function step(measure, usual, rows = 30) {
  return (name, argv, count = usual) => ({ name, argv, measure, warm: warm[name], count, rows })
}

/**
 * @param {string} name
 * @param {readonly Answer[]} answers of this monitor
 * @returns {import('./bars.mjs').Figures}
 */
export function summarise(name, answers) {
  const steady = answers.flatMap((answer) => (answer.steady ? [answer.steady] : []))
  const starts = answers.flatMap((answer) => (answer.start ? [answer.start] : []))
  const perRefresh = (/** @type {Window} */ window, /** @type {number} */ sum) => sum / refreshesOf(name, window)
  const runs = steady.map((window) => perRefresh(window, window.cpu))
  return {
    cpu: median(runs),
    cold: median(answers.flatMap(({ cold }) => (cold ? [perRefresh(cold, cold.cpu)] : []))),
    bytes: median(steady.map((window) => perRefresh(window, window.bytes))),
    pace: median(steady.map((window) => window.refreshes / window.intervals)),
    firstOutput: median(starts.map((start) => start.firstOutput)),
    firstFrame: median(starts.map((start) => start.firstFrame)),
    startCpu: median(starts.map((start) => start.startCpu)),
    rss: largest(answers.flatMap((answer) => (answer.rss === undefined ? [] : [answer.rss]))),
    stolen: largest(answers.map((answer) => answer.stolen)),
    runs,
    failed: answers.flatMap((answer) => (answer.failed === undefined ? [] : [answer.failed])),
  }
}

/**
 * htop and top wait an interval after their work is done, so beside 10,000 processes they refresh less often than asked.
 * What they use is divided by the intervals gone by, which flatters them; what whytop uses by whichever is fewer.
 * @param {string} name
 * @param {Window} window
 */
export function refreshesOf(name, { refreshes, intervals }) {
  return name === 'whytop' ? Math.min(refreshes, intervals) : Math.max(refreshes, intervals)
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const low = sorted[Math.floor((sorted.length - 1) / 2)]
  const high = sorted[Math.floor(sorted.length / 2)]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

/** @param {readonly number[]} values */
function largest(values) {
  return values.length > 0 ? Math.max(...values) : null
}
