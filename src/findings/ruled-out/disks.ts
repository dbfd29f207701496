import { percentOf } from '../../format.ts'
import { type Device, devices } from '../../model/disks/devices.ts'
import { pressure } from '../../model/load/pressure.ts'
import { ioPressure } from '../../parse/pressure.ts'
import { stat } from '../../parse/stat.ts'
import { reading } from '../../sample/sample.ts'
import { valueOf } from '../../source.ts'
import { type Clearance, inPercent, number } from './clearance.ts'

const BUSY = 0.8
/** Seconds; a disk that turns answers within, unless it has a queue. */
const AWAIT = 0.02
const STALLED = 0.1

/** Disks: the busiest one; how long requests take and how long tasks waited for I/O; requests that do not come back. */
export const disksCleared: Clearance = {
  sources: [...devices.sources, ioPressure, stat],
  clears(snapshot) {
    const all = snapshot.get(devices).filter(({ kind }) => kind !== 'part')
    const known = all.filter(({ rates }) => rates.util !== null)
    const stalled = snapshot.get(pressure).find(({ resource }) => resource === 'io')?.some ?? null
    const blocked = valueOf(reading(snapshot.samples.after, stat))?.procsBlocked ?? null
    if (known.length === 0 || (stalled === null && blocked === null)) return null
    // A level or a device that looks well says nothing where threads wait: so they are asked too.
    const waits = stalled ? (stalled.now ?? stalled.avg10) >= STALLED : (blocked ?? 0) > 0
    const busiest = known.reduce((most, one) => ((one.rates.util ?? 0) > (most.rates.util ?? 0) ? one : most))
    const slowest = known.reduce((most, one) => (longest(one) > longest(most) ? one : most))
    const hung = known.some(
      ({ now, rates }) => now.inFlight > 0 && (rates.reads.perSecond ?? 0) + (rates.writes.perSecond ?? 0) === 0,
    )
    const util = busiest.rates.util ?? 0
    if (waits || util >= BUSY || longest(slowest) >= AWAIT || hung) return null
    const ms = Math.round(longest(slowest) * 1e4) / 10
    const whose = slowest === busiest ? '' : ` (${slowest.name})`
    return {
      resource: 'disks',
      says: util === 0 ? 'idle' : `${busiest.name} ${percentOf(util)} busy, longest await ${ms} ms${whose}`,
      evidence: [
        number(`${busiest.name} busy`, inPercent(util), inPercent(BUSY), '%', '/proc/diskstats'),
        number(`${slowest.name} await`, ms, AWAIT * 1000, 'ms', '/proc/diskstats'),
        stalled
          ? number(
              'time a task waited for I/O',
              inPercent(stalled.now ?? stalled.avg10),
              inPercent(STALLED),
              '%',
              '/proc/pressure/io some',
            )
          : number('tasks blocked on I/O', blocked ?? 0, 1, '', '/proc/stat procs_blocked'),
      ],
    }
  },
}

function longest({ rates }: Device): number {
  return Math.max(rates.reads.await ?? 0, rates.writes.await ?? 0)
}
