import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import headless from '@xterm/headless'
import { interval } from './monitors.mjs'
import { columns, rows } from './session.mjs'

/** @typedef {import('./session.mjs').Chunk} Chunk */
/** @typedef {{at: number, key: string}} Press */
/** @typedef {{at: number, pid: number, top: boolean}} Selection top: no process row above it */
/** @typedef {{presses: number, p50: number, p95: number, max: number, lost: number}} KeyFigures ms */

const up = '\x1b[A'
const down = '\x1b[B'
const pageDown = '\x1b[6~'
const keys = ['j', 'j', 'j', down, down, 'k', 'k', up, up, pageDown]
/** A key that falls due near a refresh is put at random between so long before it and so long after. */
const aimAheadMs = 90
const aimAfterMs = 10
/** A key after which nothing moved for so long is lost. */
const lostAfterMs = 1000

/**
 * Presses `count` keys at random times, from the third refresh after the start on.
 * @param {import('./session.mjs').Session} session with its first frame painted
 * @param {number} count
 * @returns {Promise<readonly Press[]>}
 */
export async function press(session, count) {
  await session.window(3, interval)
  const [first, , last] = session.refreshes.slice(-3)
  if (!first || !last) throw new Error('fewer than three refreshes before the keys')
  const period = (last.start - first.start) / 2
  const random = seeded(1)
  /** @type {Press[]} */
  const presses = []
  while (presses.length < count) {
    const wait = 30 + random() * 120
    const sampling = untilSampling(last.start, period, random())
    await sleep(sampling < wait + aimAheadMs ? sampling : wait)
    const key = keys[Math.floor(random() * keys.length)] ?? 'j'
    presses.push({ at: performance.now(), key })
    session.terminal.write(key)
  }
  await sleep(lostAfterMs)
  return presses
}

/**
 * Milliseconds from each key to the first bytes after which another process is selected. It works on the recorded
 * output, so that looking takes no time from the program looked at.
 * @param {readonly Chunk[]} chunks
 * @param {readonly Press[]} presses
 * @returns {Promise<KeyFigures>}
 */
export async function latencies(chunks, presses) {
  const selections = await replay(chunks)
  const waits = presses.flatMap(({ at, key }) => {
    const before = selections.findLast((selection) => selection.at <= at)
    // The first row cannot move up; a refresh may have carried the selected process there.
    if ((key === 'k' || key === up) && (before === undefined || before.top)) return []
    const moved = selections.find((selection) => selection.at > at && selection.pid !== before?.pid)
    return [moved ? moved.at - at : Number.POSITIVE_INFINITY]
  })
  const found = waits.filter((wait) => wait < lostAfterMs).sort((a, b) => a - b)
  const rank = (/** @type {number} */ share) => found[Math.ceil(found.length * share) - 1] ?? Number.POSITIVE_INFINITY
  return {
    presses: waits.length,
    p50: rank(0.5),
    p95: rank(0.95),
    max: rank(1),
    lost: waits.length - found.length,
  }
}

/**
 * What was selected after each chunk of output, where it can be told.
 * @param {readonly Chunk[]} chunks
 * @returns {Promise<readonly Selection[]>}
 */
async function replay(chunks) {
  const terminal = new headless.Terminal({ cols: columns, rows, scrollback: 0, allowProposedApi: true })
  /** @type {Selection[]} */
  const selections = []
  for (const { at, bytes } of chunks) {
    await new Promise((resolve) => terminal.write(bytes, () => resolve(undefined)))
    const selection = selected(terminal.buffer.active)
    if (selection) selections.push({ at, ...selection })
  }
  terminal.dispose()
  return selections
}

/**
 * The one row that starts with a pid and is highlighted from end to end.
 * @param {import('@xterm/headless').IBuffer} screen
 */
function selected(screen) {
  const lines = Array.from({ length: rows }, (_, y) => screen.getLine(y))
  const pids = lines.map((line) => /^\W*(\d+)\s+\S/.exec(line?.translateToString(true) ?? '')?.[1])
  const found = lines.flatMap((line, y) => (line && pids[y] && highlighted(line) ? [y] : []))
  const [y] = found
  if (y === undefined || found.length > 1) return null
  return { pid: Number(pids[y]), top: pids[y - 1] === undefined }
}

/** @param {import('@xterm/headless').IBufferLine} line */
function highlighted(line) {
  const sampled = [3, 20, 40, 60, 80, 100].map((x) => line.getCell(x))
  return sampled.filter((cell) => cell && (cell.isInverse() || !cell.isBgDefault())).length >= 5
}

/**
 * Time until a moment around the next refresh that can still be met, ms.
 * @param {number} refresh start of one refresh
 * @param {number} period
 * @param {number} share where between ahead and after, 0 to 1
 */
function untilSampling(refresh, period, share) {
  const offset = share * (aimAheadMs + aimAfterMs) - aimAheadMs
  const ahead = performance.now() + 30 - refresh - offset
  return refresh + Math.ceil(ahead / period) * period + offset - performance.now()
}

/** The same keys at the same times in every run (mulberry32). @param {number} seed */
function seeded(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
