import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { parseArgs } from 'node:util'
import { whytopCommand } from './monitors.mjs'
import { buildPop } from './namespace.mjs'
import { panesAtRest } from './panes.mjs'
import { populations } from './populations.mjs'
import { header } from './report.mjs'
import { compareAll, memoryOverTime, paneCosts } from './runs.mjs'
import { machineCpu, stolenShare, stolenWords } from './stolen.mjs'
import { compareSockets } from './tcp.mjs'

const ids = [...populations.map((population) => population.id), 'keys', 'panes']
const usage = `usage: npm run bench -- [--quick] [--only ID,ID] [--panes ID,ID] [--tcp] [--long MINUTES] [--json FILE]

Measures htop, top and whytop side by side and judges whytop by its bars. Needs root, gcc, htop and top.
  --quick           populations 150 and 10000 and the keys, one run of each monitor; fewer refreshes of panes
  --only ID,ID      of ${ids.join(', ')}; panes: what each whytop pane costs beside 1,000 at rest, no bar
  --panes ID,ID     instead: CPU per refresh of each of these whytop panes beside 1,000 processes, 60 waking
  --tcp             instead: the TCP pane and ss beside 100,000 sockets (needs ss, ip and sysctl)
  --long MINUTES    instead: the memory of whytop beside 10,000 processes over that time, 5 at least
  --whytop COMMAND  the whole command to measure in place of bin/whytop.js; it cannot be told a pane, so without panes
  --json FILE       write all figures to this file
Exit status: 0 all bars met, 1 a bar missed or not measured, 2 cannot run.`

process.exitCode = await main()

async function main() {
  const options = parse()
  if (typeof options === 'string') return say(options)
  if (options.help) {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  const there = options.whytop === undefined ? ids : ids.filter((id) => id !== 'panes')
  const chosen = options.only?.split(',') ?? (options.quick ? ['150', '10000', 'keys'] : there)
  const unknown = chosen.find((id) => !there.includes(id))
  const minutes = Number(options.long ?? 0)
  if (unknown !== undefined) return say(`no population ${unknown}; there are ${there.join(', ')}`)
  if (Number.isNaN(minutes) || (options.long && minutes < 5)) return say('--long takes minutes, at least 5')
  if (process.getuid?.() !== 0) return say('a private PID namespace needs root')
  const versions = [version('htop', '--version'), version('top', '-V')]
  if (versions.includes(null)) return say('htop and top are needed: apt-get install htop procps')

  const whytop = whytopCommand(options.whytop)
  if (whytop === null) say('whytop is missing: run `npm run build` first. Only htop and top are measured')
  buildPop()
  const stop = new AbortController()
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.once(name, () => stop.abort(constants.signals[name]))
  try {
    const run = { whytop, signal: stop.signal }
    const before = machineCpu()
    const outcome = await (options.tcp
      ? compareSockets(run)
      : options.panes
        ? paneCosts(run, options.panes.split(','))
        : minutes > 0
          ? memoryOverTime(run, minutes)
          : compareChosen(run, chosen, options.quick))
    const missing = whytop === null ? ['**whytop is missing: run `npm run build` first.**'] : []
    const stolen = stolenWords(stolenShare(before, machineCpu()))
    process.stdout.write(`${[header(versions.join(', ')), stolen, ...missing, ...outcome.sections].join('\n\n')}\n`)
    if (options.json) writeFileSync(options.json, `${JSON.stringify(outcome.figures, null, 2)}\n`)
    return outcome.met && whytop !== null ? 0 : 1
  } catch (error) {
    if (stop.signal.aborted) return 128 + Number(stop.signal.reason)
    throw error
  }
}

/**
 * What is judged by bars, then the panes.
 * @param {import('./runs.mjs').Run} run
 * @param {readonly string[]} chosen
 * @param {boolean} quick
 * @returns {Promise<import('./runs.mjs').Outcome>}
 */
async function compareChosen(run, chosen, quick) {
  const judged = chosen.filter((id) => id !== 'panes')
  const outcomes = [
    ...(judged.length > 0 ? [await compareAll(run, judged, quick)] : []),
    ...(chosen.includes('panes') ? [await panesAtRest(run, quick)] : []),
  ]
  return {
    sections: outcomes.flatMap(({ sections }) => sections),
    figures: Object.assign({}, ...outcomes.map(({ figures }) => figures)),
    met: outcomes.every(({ met }) => met),
  }
}

/** The options, or what is wrong with them. */
function parse() {
  try {
    return parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        only: { type: 'string' },
        panes: { type: 'string' },
        tcp: { type: 'boolean', default: false },
        long: { type: 'string' },
        whytop: { type: 'string' },
        json: { type: 'string' },
      },
    }).values
  } catch (error) {
    return /** @type {Error} */ (error).message
  }
}

/** One line for whoever started it. @param {string} what */
function say(what) {
  process.stderr.write(`bench: ${what}\n`)
  return 2
}

/** @param {string} command @param {string} option @returns {string | null} null: not installed */
function version(command, option) {
  const { stdout, error } = spawnSync(command, [option], { encoding: 'utf8' })
  const number = /\d+(\.\d+)+/.exec(stdout ?? '')?.[0]
  return error || number === undefined ? null : `${command} ${number}`
}
