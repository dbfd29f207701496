import { bytesLong, bytesPerSecond } from '../../format.ts'
import { memory } from '../../model/memory.ts'
import { counters } from '../../model/vmstat.ts'
import { meminfo } from '../../parse/meminfo.ts'
import { vmstat } from '../../parse/vmstat.ts'
import { type Clearance, number } from './clearance.ts'

/** A few pages now and then cost nothing. */
const TRAFFIC = 128 * 1024

/** Swap: how much of it is used; what moves in and out. A level alone is no problem. */
export const swapCleared: Clearance = {
  sources: [meminfo, vmstat],
  clears(snapshot) {
    const now = snapshot.get(memory)
    if (!now || now.swapTotal === null || now.swapUsed === null) return null
    const used = number('swap used', now.swapUsed, now.swapTotal, 'B', '/proc/meminfo SwapTotal, SwapFree')
    if (now.swapTotal === 0) return { resource: 'swap', says: 'there is none', evidence: [used] }
    const counted = snapshot.get(counters)
    const [into, out] = [counted.bytesPerSecond('pswpin'), counted.bytesPerSecond('pswpout')]
    if (into === null || out === null || into + out >= TRAFFIC) return null
    return {
      resource: 'swap',
      says:
        into + out === 0
          ? `nothing moves in or out (${bytesLong(now.swapUsed)} of ${bytesLong(now.swapTotal)} used)`
          : `${bytesPerSecond(into)} in, ${bytesPerSecond(out)} out`,
      evidence: [
        used,
        number('swapped in', into, TRAFFIC, 'B/s', '/proc/vmstat pswpin'),
        number('swapped out', out, TRAFFIC, 'B/s', '/proc/vmstat pswpout'),
      ],
    }
  },
}
