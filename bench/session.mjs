import { performance } from 'node:perf_hooks'
import { stripVTControlCharacters } from 'node:util'
import pty from '@lydell/node-pty'
import { tree, treeCpuMs, treeRssMib } from './cpu.mjs'

export const columns = 160
export const rows = 48
/** A first full frame is over when nothing comes for so long. */
const frameQuietMs = 100
const frameLeastBytes = 500
/** A refresh is over when nothing comes for so long; a fifth of the interval. */
const refreshQuietMs = 200

/**
 * @typedef {{at: number, bytes: Buffer}} Chunk one read of the terminal; at: performance.now()
 * @typedef {{start: number, end: number, bytes: number, closed: number, cpu: number, rss: number}} Refresh
 * @typedef {{firstOutput: number, firstFrame: number, startCpu: number}} Start ms
 * @typedef {{refreshes: number, intervals: number, cpu: number, bytes: number, each: readonly number[]}} Window
 *   sums over it, CPU in ms; each: CPU ms of every single refresh
 */

/** A program in a pseudo-terminal. All of its output is read, none of its questions is answered. */
export class Session {
  /** @type {Chunk[]} */
  chunks = []
  /** @type {Refresh[]} */
  refreshes = []
  #bytes = 0
  /** @type {Refresh | null} */
  #open = null
  #exited = false
  /** @type {Set<() => void>} */
  #watchers = new Set()

  /**
   * @param {readonly string[]} argv
   * @param {Record<string, string>} env the whole environment of the program
   */
  constructor(argv, env) {
    const [file, ...args] = argv
    this.started = performance.now()
    this.terminal = pty.spawn(/** @type {string} */ (file), args, {
      name: 'xterm-256color',
      cols: columns,
      rows,
      cwd: '/',
      env,
      encoding: null,
    })
    this.pid = this.terminal.pid
    // Without an encoding node-pty delivers Buffers, though its types say string.
    this.terminal.onData((data) => this.#take(/** @type {Buffer} */ (/** @type {unknown} */ (data))))
    this.gone = new Promise((resolve) => {
      this.terminal.onExit(() => {
        this.#exited = true
        resolve(undefined)
        this.#tell()
      })
    })
  }

  /**
   * Waits for the first full frame: 500 bytes and so many process rows, then 100 ms of silence.
   * @param {number} leastRows an early frame without them does not count
   * @param {number} timeout ms
   * @returns {Promise<Start>}
   */
  async firstFrame(leastRows, timeout) {
    const until = performance.now() + timeout
    for (;;) {
      await this.#quiet(frameQuietMs, until)
      const last = this.chunks.at(-1)
      if (last && this.#bytes > frameLeastBytes && this.#processRows() >= leastRows)
        return {
          firstOutput: /** @type {Chunk} */ (this.chunks[0]).at - this.started,
          firstFrame: last.at - this.started,
          startCpu: treeCpuMs(this.pid),
        }
      if (performance.now() > until) throw new Error(`no frame with process rows within ${timeout} ms${this.#tail()}`)
      await this.#next(until)
    }
  }

  /**
   * CPU and bytes over the next `count` refreshes, from now to the silence after the last of them.
   * @param {number} count
   * @param {number} interval ms
   * @returns {Promise<Window>}
   */
  async window(count, interval) {
    const from = performance.now()
    const cpu = treeCpuMs(this.pid)
    const until = from + count * interval * 1.7 + 3000
    const seen = () => this.refreshes.filter((refresh) => refresh.start > from)
    while (seen().length < count && performance.now() < until) await this.#next(until)
    const last = seen().at(-1)
    if (!last) throw new Error(`no refresh within ${Math.round(until - from)} ms${this.#tail()}`)
    return {
      refreshes: seen().length,
      intervals: (last.closed - from) / interval,
      cpu: last.cpu - cpu,
      bytes: seen().reduce((sum, refresh) => sum + refresh.bytes, 0),
      each: seen().map((refresh, i, all) => refresh.cpu - (all[i - 1]?.cpu ?? cpu)),
    }
  }

  /** Kills the program and its descendants, and waits until they are gone. */
  async end() {
    if (!this.#exited)
      for (const pid of tree(this.pid).reverse()) {
        try {
          process.kill(pid, 'SIGKILL')
        } catch (error) {
          if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error
        }
      }
    await this.gone
  }

  /** @param {Buffer} bytes */
  #take(bytes) {
    const at = performance.now()
    this.chunks.push({ at, bytes })
    this.#bytes += bytes.length
    this.#open ??= { start: at, end: at, bytes: 0, closed: 0, cpu: 0, rss: 0 }
    this.#open.end = at
    this.#open.bytes += bytes.length
    clearTimeout(this.closing)
    this.closing = setTimeout(() => this.#close(), refreshQuietMs)
    this.#tell()
  }

  #close() {
    if (!this.#open || this.#exited) return
    const done = { ...this.#open, closed: performance.now(), cpu: treeCpuMs(this.pid), rss: treeRssMib(this.pid) }
    this.#open = null
    this.refreshes.push(done)
    this.#tell()
  }

  #tell() {
    for (const watcher of [...this.#watchers]) watcher()
  }

  /** Until something happens: output, the end of a refresh, the end of the program (which throws). @param {number} until */
  async #next(until) {
    if (this.#exited) throw new Error(`it ended by itself${this.#tail()}`)
    await new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        this.#watchers.delete(done)
        resolve(undefined)
      }
      const timer = setTimeout(done, Math.max(0, until - performance.now()))
      this.#watchers.add(done)
    })
    if (this.#exited) throw new Error(`it ended by itself${this.#tail()}`)
  }

  /** Until there was output and then none for `ms`. @param {number} ms @param {number} until */
  async #quiet(ms, until) {
    for (;;) {
      const now = performance.now()
      const last = this.chunks.at(-1)
      if (now > until || (last && now - last.at > ms)) return
      await this.#next(last ? Math.min(until, last.at + ms + 1) : until)
    }
  }

  #text() {
    return Buffer.concat(this.chunks.map((chunk) => chunk.bytes)).toString()
  }

  #processRows() {
    return new Set(this.#text().match(/napper\d+/g)).size
  }

  /** The last words of a program that did not do what it should. */
  #tail() {
    const words = stripVTControlCharacters(this.#text()).replace(/\s+/g, ' ').trim().slice(-300)
    return words === '' ? ', without a word' : `, saying: ${words}`
  }
}
