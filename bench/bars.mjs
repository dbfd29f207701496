/**
 * @typedef {object} Figures one monitor beside one population, medians over its runs; null: not measured
 * @property {number | null} cpu ms per refresh
 * @property {number | null} cold the same over the first three refreshes
 * @property {number | null} bytes to the terminal per refresh
 * @property {number | null} pace refreshes per interval
 * @property {number | null} firstOutput ms
 * @property {number | null} firstFrame ms
 * @property {number | null} startCpu CPU ms up to the first full frame
 * @property {number | null} rss MiB, the most seen in any run
 * @property {number | null} stolen share of the CPU time the machine wanted that its host gave to others, the most of any run
 * @property {readonly number[]} runs CPU ms per refresh of each run
 * @property {readonly string[]} failed why runs gave nothing
 *
 * @typedef {Record<string, Record<string, Figures>>} Results by population id, then monitor
 * @typedef {{what: string, figure: string, bar: string, verdict: 'met' | 'MISSED' | 'not measured'}} Verdict
 * @typedef {{figures: import('./keys.mjs').KeyFigures} | {failed: string}} Keys
 */

const mostRssMib = 64
/** Between the lowest of the first half and the lowest of the second; less is the noise of garbage collection. */
const mostRisenMib = 0.5
/** Of each half; five minutes without their first fifth have two halves of two minutes, a few ms more or less. */
const leastSlopeMinutes = 1.9
const mostKeyP95Ms = 16
const mostKeyMs = 50

/** @type {readonly [title: string, population: string, of: 'cpu' | 'bytes' | 'firstFrame', peer: string, most: number][]} */
const ratios = [
  ['CPU per refresh, 10,000 processes', '10000', 'cpu', 'htop', 0.1],
  ['CPU per refresh, 10,000 processes', '10000', 'cpu', 'top', 0.2],
  ['CPU per refresh, 1,000 processes', '1000', 'cpu', 'htop', 0.3],
  ['CPU per refresh, 1,000 processes', '1000', 'cpu', 'top', 0.55],
  ['CPU per refresh, 150 processes', '150', 'cpu', 'htop', 0.6],
  ['CPU per refresh, 150 processes', '150', 'cpu', 'top', 1.1],
  ['bytes per refresh, 150 processes', '150', 'bytes', 'htop', 1.5],
  ['bytes per refresh, 150 processes', '150', 'bytes', 'top', 0.25],
  ['bytes per refresh, 1,000 processes', '1000', 'bytes', 'htop', 1.5],
  ['bytes per refresh, 1,000 processes', '1000', 'bytes', 'top', 0.25],
  ['bytes per refresh, 10,000 processes', '10000', 'bytes', 'htop', 1.5],
  ['bytes per refresh, 10,000 processes', '10000', 'bytes', 'top', 0.25],
  ['first full frame, 150 processes', '150', 'firstFrame', 'htop', 1],
  ['first full frame, 10,000 processes', '10000', 'firstFrame', 'htop', 0.35],
  ['CPU per refresh, 1,000 processes all active', 'active', 'cpu', 'htop', 0.6],
  ['CPU per refresh, 200 processes of 20 threads', '200x20', 'cpu', 'htop', 0.15],
  ['CPU per refresh, 200 processes of 20 threads', '200x20', 'cpu', 'top', 1.5],
]

/**
 * Each bar that the populations of this run allow to judge.
 * @param {Results} results
 * @param {Keys | null} keys null: not asked for
 * @returns {readonly Verdict[]}
 */
export function judge(results, keys) {
  return [...ratios.flatMap((ratio) => judgeRatio(results, ratio)), ...judgeMemory(results), ...judgeKeys(keys)]
}

/**
 * The floor of the resident memory must not rise: garbage collection makes single figures meaningless.
 * @param {readonly (readonly [number, number])[]} memory minutes and MiB
 * @returns {Verdict}
 */
export function judgeSlope(memory) {
  // The first fifth is warm-up: compiled code, the first full heap.
  const settled = memory.slice(Math.floor(memory.length / 5))
  const half = Math.floor(settled.length / 2)
  const floor = (/** @type {typeof settled} */ part) => Math.min(...part.map(([, mib]) => mib))
  const risen = floor(settled.slice(half)) - floor(settled.slice(0, half))
  const minutes = ((settled.at(-1)?.[0] ?? 0) - (settled[0]?.[0] ?? 0)) / 2
  return verdict('memory slope, 10,000 processes', minutes < leastSlopeMinutes ? null : risen, mostRisenMib, () => [
    `floor ${signed(risen)} MiB in ${minutes.toFixed(0)} min, ${signed((risen / minutes) * 60)} MiB/h`,
    `≤ +${mostRisenMib} MiB`,
  ])
}

/** @param {Results} results @param {typeof ratios[number]} ratio @returns {Verdict[]} */
function judgeRatio(results, [what, population, of, peer, most]) {
  const all = results[population]
  if (!all) return []
  const own = all.whytop?.[of] ?? null
  const theirs = all[peer]?.[of] ?? null
  const share = own === null || theirs === null ? null : own / theirs
  const unit = of === 'bytes' ? 'B' : 'ms'
  const digits = of === 'cpu' ? 2 : 0
  return [
    verdict(what, share, most, () => [
      `${share?.toFixed(3)} × ${peer} (${own?.toFixed(digits)} of ${theirs?.toFixed(digits)} ${unit})`,
      `≤ ${most.toFixed(2)} × ${peer}`,
    ]),
  ]
}

/** @param {Results} results @returns {Verdict[]} */
function judgeMemory(results) {
  const all = results['10000']
  if (!all) return []
  const bar = `≤ ${mostRssMib} MiB`
  return [
    verdict('memory, 10,000 processes', all.whytop?.rss ?? null, mostRssMib, (mib) => [`${mib.toFixed(1)} MiB`, bar]),
  ]
}

/** @param {Keys | null} keys @returns {Verdict[]} */
function judgeKeys(keys) {
  if (keys === null) return []
  const of = 'figures' in keys ? keys.figures : null
  const lost = of && of.lost > 0 ? `, ${of.lost} of ${of.presses} keys moved nothing` : ''
  // A key that moved nothing was not painted within any bar.
  const most = of && of.lost > 0 ? Number.POSITIVE_INFINITY : (of?.max ?? null)
  return [
    verdict('key to paint, 10,000 processes, p95', of?.p95 ?? null, mostKeyP95Ms, (ms) => [
      `${ms.toFixed(1)} ms (p50 ${of?.p50.toFixed(1)} ms, ${of?.presses} keys)`,
      `≤ ${mostKeyP95Ms} ms`,
    ]),
    verdict('key to paint, 10,000 processes, slowest', most, mostKeyMs, () => [
      `${of?.max.toFixed(1)} ms${lost}`,
      `≤ ${mostKeyMs} ms`,
    ]),
  ]
}

/**
 * @param {string} what
 * @param {number | null} value
 * @param {number} most
 * @param {(value: number) => [figure: string, bar: string]} say
 * @returns {Verdict}
 */
export function verdict(what, value, most, say) {
  const [figure, bar] = say(value ?? Number.NaN)
  if (value === null) return { what, figure: '-', bar, verdict: 'not measured' }
  return { what, figure, bar, verdict: value <= most ? 'met' : 'MISSED' }
}

/** @param {number} value */
function signed(value) {
  return `${value < 0 ? '' : '+'}${value.toFixed(2)}`
}
