import { judge, judgeSlope } from './bars.mjs'
import { beside } from './namespace.mjs'
import { compareSteps, refreshesOf, step, summarise } from './plan.mjs'
import { populations } from './populations.mjs'
import { figuresHead, figuresRow, table, verdictTable } from './report.mjs'

/** @typedef {import('./inside.mjs').Answer} Answer */
/** @typedef {import('./inside.mjs').Step} Step */
/** @typedef {import('./bars.mjs').Results} Results */
/** @typedef {import('./bars.mjs').Keys} Keys */
/** @typedef {{whytop: import('./monitors.mjs').WhytopCommand | null, signal: AbortSignal}} Run */
/** @typedef {{sections: readonly string[], figures: object, met: boolean}} Outcome */

/** The population beside which keys are pressed. */
const keysBeside = '10000'

/**
 * htop, top and whytop side by side beside each population, and the keys.
 * @param {Run} run
 * @param {readonly string[]} chosen populations, and keys
 * @param {boolean} quick
 * @returns {Promise<Outcome>}
 */
export async function compareAll(run, chosen, quick) {
  const own = run.whytop?.('processes') ?? null
  /** @type {Results} */
  const results = {}
  /** @type {Record<string, object>} */
  const raw = {}
  const seen = []
  const wanted = populations.filter(({ id }) => chosen.includes(id) || (id === keysBeside && chosen.includes('keys')))
  /** @type {Keys | null} */
  let keys = null
  for (const population of wanted) {
    const want = {
      quick,
      keys: population.id === keysBeside && chosen.includes('keys'),
      figures: chosen.includes(population.id),
    }
    const done = await measure(run, population, compareSteps(population.id, own, want))
    const { pids, threads, moved } = done.seen
    seen.push(
      `- ${population.title}: ${pids} pids, 2 of them the bench's; ${threads} threads; ${moved} woke within 1 s`,
    )
    raw[population.id] = done
    if (want.keys) keys = keysOf(done.answers)
    if (!want.figures) continue
    const names = [...new Set(done.answers.map((answer) => answer.name))]
    results[population.id] = Object.fromEntries(
      names.map((name) => [
        name,
        summarise(
          name,
          done.answers.filter((answer) => answer.name === name),
        ),
      ]),
    )
  }
  const rows = Object.entries(results).flatMap(([id, all]) =>
    Object.entries(all).map(([name, figures]) => figuresRow(titled(id), name, figures)),
  )
  const failures = Object.values(results).flatMap((all) =>
    Object.entries(all).flatMap(([name, { failed }]) => failed.map((why) => `${name}: ${why}`)),
  )
  const verdicts = judge(results, keys)
  return {
    sections: [
      `Populations, counted from inside:\n${seen.join('\n')}`,
      ...(rows.length > 0 ? [table(figuresHead, rows)] : []),
      ...[...failures, ...(keys && 'failed' in keys ? [`keys: ${keys.failed}`] : [])].map(
        (why) => `**Failed, ${why}**`,
      ),
      verdictTable(verdicts),
    ],
    figures: { results, keys, verdicts, raw },
    met: verdicts.every(({ verdict }) => verdict === 'met'),
  }
}

/**
 * What these panes cost beside processes that wake, when nobody presses a key.
 * @param {Run} run
 * @param {readonly string[]} panes
 * @returns {Promise<Outcome>}
 */
export async function paneCosts({ whytop, signal }, panes) {
  const refresh = step('refresh', 8, 0)
  const steps = whytop === null ? [] : panes.map((pane) => refresh('whytop', whytop(pane)))
  const { answers } = await measure({ whytop, signal }, populationOf('1000'), steps)
  const rows = answers.map((answer, i) => {
    const [, , ...figures] = figuresRow('', '', summarise('whytop', [answer]))
    return [panes[i] ?? '', ...figures, answer.failed ?? '']
  })
  return {
    sections: [
      'Panes of whytop beside 1,000 processes, 60 waking:',
      table(['pane', ...figuresHead.slice(2), 'failed'], rows),
    ],
    figures: { panes: Object.fromEntries(answers.map((answer, i) => [panes[i], answer])) },
    met: answers.every(({ failed }) => failed === undefined),
  }
}

/**
 * The resident memory of whytop beside 10,000 processes.
 * @param {Run} run
 * @param {number} minutes
 * @returns {Promise<Outcome>}
 */
export async function memoryOverTime({ whytop, signal }, minutes) {
  const steps = whytop === null ? [] : [step('memory', minutes)('whytop', whytop('processes'))]
  const { answers } = await measure({ whytop, signal }, populationOf('10000'), steps)
  const memory = answers[0]?.memory ?? []
  const verdict = judgeSlope(memory)
  const every = Math.max(1, Math.floor(memory.length / 20))
  const rows = memory.filter((_, i) => i % every === 0).map(([minute, mib]) => [minute.toFixed(1), mib.toFixed(1)])
  const failed = answers.flatMap((answer) => (answer.failed === undefined ? [] : [`**Failed: ${answer.failed}**`]))
  return {
    sections: [table(['minute', 'RSS MiB'], rows), ...failed, verdictTable([verdict])],
    figures: { memory, verdict },
    met: verdict.verdict === 'met',
  }
}

/** @param {readonly Answer[]} answers @returns {Keys} */
function keysOf(answers) {
  const answer = answers.at(-1)
  return answer?.keys ? { figures: answer.keys } : { failed: answer?.failed ?? 'whytop is missing' }
}

/** @param {string} id */
function populationOf(id) {
  const population = populations.find((one) => one.id === id)
  if (!population) throw new Error(`no population ${id}`)
  return population
}

/** @param {Run} run @param {import('./populations.mjs').Population} population @param {readonly Step[]} steps */
export async function measure({ signal }, population, steps) {
  let done = 0
  return beside(population, steps, (answer) => progress(population.id, ++done, steps, answer), signal)
}

/** One line on stderr for each step done. @param {string} id @param {number} done @param {readonly Step[]} steps @param {Answer} answer */
function progress(id, done, steps, answer) {
  const cpu = answer.steady
    ? `${(answer.steady.cpu / refreshesOf(answer.name, answer.steady)).toFixed(2)} ms/refresh`
    : ''
  const frame = answer.start ? `first frame ${answer.start.firstFrame.toFixed(0)} ms` : ''
  const p95 = answer.keys ? `p95 ${answer.keys.p95.toFixed(1)} ms` : ''
  const words = [answer.failed ?? '', frame, cpu, p95].filter((word) => word !== '').join(', ')
  process.stderr.write(`${id} ${done}/${steps.length} ${answer.name}: ${words}\n`)
}

/** @param {string} id */
function titled(id) {
  return populations.find((population) => population.id === id)?.title ?? id
}
