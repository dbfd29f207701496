import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cleanEnvironment } from './monitors.mjs'
import { median, refreshesOf, step } from './plan.mjs'
import { atRest } from './populations.mjs'
import { machineLine, table } from './report.mjs'
import { measure } from './runs.mjs'

/** @typedef {import('./inside.mjs').Answer} Answer */
/** @typedef {import('./monitors.mjs').WhytopCommand} WhytopCommand */
/**
 * @typedef {object} PaneCost of one pane; CPU in ms, null: not measured
 * @property {string} pane
 * @property {number | null} median CPU of a refresh
 * @property {number | null} mean CPU per refresh
 * @property {number | null} least CPU of a refresh
 * @property {number | null} most CPU of a refresh
 * @property {number | null} bytes to the terminal per refresh
 * @property {number | null} pace refreshes per interval
 * @property {number | null} rss MiB, the most seen after any refresh
 * @property {string} [failed] why there are no figures
 */

/** What the others are compared with: the pane that htop and top have too. */
const reference = 'processes'

const head = [
  'pane',
  'CPU ms/refresh, median',
  'mean',
  'least-most',
  `× ${reference}`,
  'bytes/refresh',
  'refreshes/interval',
  'RSS MiB',
  'failed',
]

/**
 * What each pane costs beside 1,000 processes of which none wakes, while nobody presses a key. No bar: it is never missed.
 * @param {import('./runs.mjs').Run} run
 * @param {boolean} quick
 * @returns {Promise<import('./runs.mjs').Outcome>}
 */
export async function panesAtRest({ whytop, signal }, quick) {
  if (whytop === null) return { sections: [], figures: {}, met: true }
  const others = paneIds(whytop).filter((pane) => pane !== reference)
  // First and last: what else the machine does meanwhile would show as a wide span of the reference.
  const order = [reference, ...others, ...(quick ? [] : [reference])]
  const refresh = step('refresh', quick ? 5 : 20, 0)
  const steps = order.map((pane) => refresh('whytop', whytop(pane)))
  const { seen, answers } = await measure({ whytop, signal }, atRest, steps)
  const rows = [reference, ...others].map((pane) =>
    costOf(
      pane,
      answers.filter((_, i) => order[i] === pane),
    ),
  )
  const load = Math.round((median(answers.map((answer) => answer.load)) ?? 0) * 10) / 10
  return {
    sections: [
      `Panes of whytop at rest: ${seen.pids} pids, 2 of them the bench's; ${seen.moved} woke within 1 s. Load average of the machine: ${load}.`,
      table(
        head,
        rows.map((row) => rowOf(row, rows[0]?.median ?? null)),
      ),
      `The rules work beside every pane and have no switch: what they cost is part of each figure, of ${reference} too.
Processes alone are in a namespace of their own: disks, sockets, cgroups and kernel log are what else the machine has.`,
    ],
    figures: {
      panes: { at: new Date().toISOString(), machine: machineLine(), load, population: atRest.processes, rows },
    },
    met: true,
  }
}

/** As the program itself tells them. @param {WhytopCommand} whytop @returns {readonly string[]} */
function paneIds(whytop) {
  const home = mkdtempSync(join(tmpdir(), 'whytop-bench-'))
  try {
    const [file = '', ...args] = whytop(reference)
    const help = spawnSync(file, [...args, '--help'], { encoding: 'utf8', env: cleanEnvironment(home) })
    const ids =
      /^Panes: +(.+)$/m
        .exec(help.stdout ?? '')?.[1]
        ?.trim()
        .split(/\s+/) ?? []
    if (!ids.includes(reference))
      throw new Error(`bench: ${file} --help names no pane ${reference}: ${help.error?.message ?? help.stderr}`)
    return ids
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** @param {string} pane @param {readonly Answer[]} answers of its runs @returns {PaneCost} */
function costOf(pane, answers) {
  const windows = answers.flatMap(({ steady }) => (steady ? [steady] : []))
  const each = windows.flatMap((window) => window.each)
  const sum = (/** @type {readonly number[]} */ values) => values.reduce((all, value) => all + value, 0)
  const refreshes = sum(windows.map((window) => refreshesOf('whytop', window)))
  const known = (/** @type {number | null} */ value) =>
    value === null || refreshes === 0 ? null : Math.round(value * 100) / 100
  const failed = answers.flatMap((answer) => (answer.failed === undefined ? [] : [answer.failed])).join('; ')
  return {
    pane,
    median: known(median(each)),
    mean: known(sum(windows.map(({ cpu }) => cpu)) / refreshes),
    least: known(Math.min(...each)),
    most: known(Math.max(...each)),
    bytes: known(Math.round(sum(windows.map(({ bytes }) => bytes)) / refreshes)),
    pace: known(sum(windows.map((window) => window.refreshes)) / sum(windows.map(({ intervals }) => intervals))),
    rss: known(Math.max(...answers.map(({ rss = 0 }) => rss))),
    ...(failed !== '' && { failed }),
  }
}

/** @param {PaneCost} cost @param {number | null} ofReference its median */
function rowOf({ pane, median, mean, least, most, bytes, pace, rss, failed = '' }, ofReference) {
  const fixed = (/** @type {number | null} */ value, digits = 2) => (value === null ? '-' : value.toFixed(digits))
  return [
    pane,
    fixed(median),
    fixed(mean),
    `${fixed(least, 1)}-${fixed(most, 1)}`,
    fixed(median === null || !ofReference ? null : median / ofReference),
    fixed(bytes, 0),
    fixed(pace),
    fixed(rss, 1),
    failed,
  ]
}
