import { readFileSync } from 'node:fs'

/** Of all CPUs: with more, others are at work here, and what is found need not be ours. */
const QUIET = 0.15

/** Whether nobody else is at work; waits so many seconds for it. */
export async function isQuiet(seconds: number): Promise<boolean> {
  for (let waited = 0; ; waited++) {
    if ((await busyShare()) < QUIET) return true
    if (waited >= seconds) return false
  }
}

/** In the next second. */
async function busyShare(): Promise<number> {
  const before = times()
  await new Promise((done) => setTimeout(done, 1000))
  const after = times()
  return after.total > before.total ? 1 - (after.idle - before.idle) / (after.total - before.total) : 0
}

/** Of all CPUs since boot, ticks. */
export function times(): { readonly idle: number; readonly steal: number; readonly total: number } {
  const [line = ''] = readFileSync('/proc/stat', 'latin1').split('\n')
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = line
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return { idle: idle + iowait, steal, total: user + nice + system + idle + iowait + irq + softirq + steal }
}
