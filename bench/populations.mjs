import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { cpuNs } from './cpu.mjs'

/**
 * @typedef {object} Population
 * @property {string} id as `--only` takes it
 * @property {string} title
 * @property {number} processes
 * @property {number} threads of each
 * @property {number} waking how many wake every 200-500 ms
 * @property {string} burn CPU of one waking, least and most, µs
 */

/** @type {readonly Population[]} */
export const populations = [
  { id: '150', title: '150, 60 waking', processes: 150, threads: 1, waking: 60, burn: '500,3000' },
  { id: '1000', title: '1,000, 60 waking', processes: 1000, threads: 1, waking: 60, burn: '500,3000' },
  { id: '10000', title: '10,000, 60 waking', processes: 10_000, threads: 1, waking: 60, burn: '500,3000' },
  // With 500-3000 µs a thousand of them would ask for five CPUs and starve the monitors.
  { id: 'active', title: '1,000, all waking', processes: 1000, threads: 1, waking: 1000, burn: '100,300' },
  { id: '200x20', title: '200 × 20 threads, 60 waking', processes: 200, threads: 20, waking: 60, burn: '500,3000' },
]

/** Beside it the panes are measured; the monitors are not compared there. */
export const atRest = {
  id: 'rest',
  title: '1,000, none waking',
  processes: 1000,
  threads: 1,
  waking: 0,
  burn: '500,3000',
}

/**
 * The arguments of bin/pop, without the command.
 * @param {Population} of
 */
export function popArguments(of) {
  return ['-n', of.processes, '-t', of.threads, '-w', of.waking, '-u', of.burn].map(String)
}

/**
 * Looks at the population from inside its PID namespace; throws when it is not what it says.
 * @param {Population} of
 * @returns {Promise<{pids: number, threads: number, moved: number}>} pids in /proc, threads of the population, and how
 * many of its processes used CPU within one second
 */
export async function inspect(of) {
  // A first nap lasts up to 0.5 s, the longest later one 0.5 s.
  await sleep(1000)
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const nappers = pids.filter((pid) => readFileSync(`/proc/${pid}/comm`, 'latin1').startsWith('napper')).map(Number)
  const threads = nappers.reduce((sum, pid) => sum + readdirSync(`/proc/${pid}/task`).length, 0)
  const before = nappers.map(cpuNs)
  await sleep(1000)
  const moved = nappers.filter((pid, i) => cpuNs(pid) !== before[i]).length
  // Where no clock can be read nothing seems to move, as it should beside a population at rest.
  const unknown = before.filter((clock) => clock === null).length
  const helpers = 2 // pop itself, and this program
  if (
    pids.length !== of.processes + helpers ||
    nappers.length !== of.processes ||
    threads !== of.processes * of.threads ||
    unknown > 0 ||
    moved !== of.waking
  )
    throw new Error(
      `population ${of.id} is not what it says: ${pids.length} pids, ${nappers.length} of it, ${threads} threads, ${unknown} without a CPU clock, ${moved} moved within 1 s`,
    )
  return { pids: pids.length, threads, moved }
}
