import { readFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'

/** @typedef {import('./bars.mjs').Figures} Figures */

/**
 * What was measured and how, above the tables.
 * @param {string} peers versions of htop and top
 */
export function header(peers) {
  return `# Benchmark ${new Date().toISOString()}

${machineLine()}, ${peers}.
160×48 pseudo-terminal, 1 s interval, a private PID namespace for each population, one monitor at a time, in turns, with
a clean environment and an empty home. Medians over the runs of a monitor.

How the bars are read, where they leave a choice the one hardest on whytop:
- CPU is user + system of the program, its descendants and those it reaped; the mean over all refreshes of a run, so
  that collection of garbage and work done in turns count in full. whytop is warm after 20 refreshes; htop and top have
  nothing to warm up after 3. Cold: the first 3 refreshes after the first full frame, for every monitor.
- A refresh is a burst of output. htop and top wait an interval after their work, so beside many processes they refresh
  less often than asked (column refreshes/interval): what they use is divided by the intervals gone by, what whytop uses
  by its refreshes or the intervals, whichever are fewer.
- The first full frame ends with the last byte before a pause of 100 ms, when 500 bytes and 30 process rows were
  written: a first frame without rows does not count. The exec of bin/whytop.js, its launcher included, starts the clock.
- "When 60 rows move" is taken at 150, at 1,000 and at 10,000 processes, 60 of them waking every 200-500 ms for 0.5-3 ms.
- All active: each of the 1,000 wakes as often, for 0.1-0.3 ms, which is what two CPUs can give without starving the
  monitors. Of the 200 processes of 20 threads 60 wake.
- Stolen is what the host of a virtual machine gave to others of the CPU time that was wanted, the most of any run: a bar that
  was missed or met beside much of it, or beside unlike shares of it, has to be measured again.
- Memory is the sum of the resident sets over the program's tree, the most seen after any refresh of any run.
- Keys are pressed from the third refresh on, so with cold code, at random times, one at each time of sampling;
  from write to the first bytes after which another process is selected. A key that moves nothing misses the bar.
- The TCP pane is measured by --tcp.
- The panes are measured beside 1,000 processes of which none wakes, after 20 refreshes too. They have no bar.`
}

/** The machine and what runs on it. */
export function machineLine() {
  const system = /^PRETTY_NAME="(.*)"/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'Linux'
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${cpus().length} CPUs (${cpus()[0]?.model.trim()}), ${memory} GiB, ${system}, kernel ${release()}, Node ${process.version}`
}

/**
 * A markdown table, columns padded so that it reads as plain text too.
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} body
 */
export function table(head, body) {
  const widths = head.map((title, x) => Math.max(title.length, ...body.map((row) => (row[x] ?? '').length)))
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${cells.map((cell, x) => cell.padEnd(widths[x] ?? 0)).join(' | ')} |`
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...body.map(line)].join('\n')
}

/** Columns of `figuresRow`. */
export const figuresHead = [
  'population',
  'monitor',
  'CPU ms/refresh',
  'runs',
  'cold',
  'bytes/refresh',
  'refreshes/interval',
  'first output ms',
  'first full frame ms',
  'start CPU ms',
  'RSS MiB',
  'stolen %',
]

/**
 * @param {string} population
 * @param {string} monitor
 * @param {Figures} of
 */
export function figuresRow(population, monitor, of) {
  const runs = of.runs.length > 1 ? `${Math.min(...of.runs).toFixed(1)}-${Math.max(...of.runs).toFixed(1)}` : ''
  return [
    population,
    monitor,
    fixed(of.cpu, 2),
    runs,
    fixed(of.cold, 2),
    fixed(of.bytes, 0),
    fixed(of.pace, 2),
    fixed(of.firstOutput, 0),
    fixed(of.firstFrame, 0),
    fixed(of.startCpu, 1),
    fixed(of.rss, 1),
    fixed(of.stolen === null ? null : of.stolen * 100, 1),
  ]
}

/** @param {readonly import('./bars.mjs').Verdict[]} verdicts */
export function verdictTable(verdicts) {
  return table(
    ['what', 'whytop', 'bar', ''],
    verdicts.map(({ what, figure, bar, verdict }) => [what, figure, bar, verdict]),
  )
}

/** @param {number | null} value @param {number} digits */
function fixed(value, digits) {
  return value === null ? '-' : value.toFixed(digits)
}
