import type { SelfCost } from './ui/header.ts'

/** Samples over which whytop's own cost is measured. */
const OVER = 4

/** What whytop itself costs, told by the header. */
export class OwnCost {
  #known: SelfCost = { cpu: null, rss: null }
  #samples = 0
  #since = { cpu: process.cpuUsage(), at: performance.now() }

  get known(): SelfCost {
    return this.#known
  }

  /** After each sample. */
  measure(): void {
    if (++this.#samples % OVER !== 0) return
    const at = performance.now()
    const used = process.cpuUsage(this.#since.cpu)
    this.#known = { cpu: (used.user + used.system) / 1000 / (at - this.#since.at), rss: process.memoryUsage.rss() }
    this.#since = { cpu: process.cpuUsage(), at }
  }
}
