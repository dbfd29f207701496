import { bytesLong, percentOf } from '../../format.ts'
import { pressure } from '../../model/load/pressure.ts'
import { memory } from '../../model/memory.ts'
import { counters } from '../../model/vmstat.ts'
import { meminfo } from '../../parse/meminfo.ts'
import { memoryPressure } from '../../parse/pressure.ts'
import { vmstat } from '../../parse/vmstat.ts'
import { type Clearance, inPercent, number } from './clearance.ts'

const LEAST = { share: 0.1, bytes: 2 * 1024 ** 3 }
const STALLED = 0.05

/** Memory: what is available; programs that had to free some themselves, and time lost for want of it; OOM kills. */
export const memoryCleared: Clearance = {
  sources: [meminfo, vmstat, memoryPressure],
  clears(snapshot) {
    const now = snapshot.get(memory)
    const counted = snapshot.get(counters)
    const stalls = counted.perSecond(...counted.named('allocstall'))
    const kills = counted.perSecond('oom_kill')
    if (!now || now.available === null || stalls === null) return null
    const stalled = snapshot.get(pressure).find(({ resource }) => resource === 'memory')?.some ?? null
    const share = now.available / now.total
    const low = now.available < Math.min(LEAST.share * now.total, LEAST.bytes)
    if (low || stalls > 0 || (kills ?? 0) > 0 || (stalled?.now ?? stalled?.avg10 ?? 0) >= STALLED) return null
    return {
      resource: 'memory',
      says: `${bytesLong(now.available)} available (${percentOf(share)}), nothing waits for it`,
      evidence: [
        number('memory available', inPercent(share), inPercent(LEAST.share), '%', '/proc/meminfo MemAvailable'),
        number('entries into direct reclaim', stalls, 1, '/s', '/proc/vmstat allocstall_*'),
        ...(stalled
          ? [
              number(
                'time a task waited for memory',
                inPercent(stalled.now ?? stalled.avg10),
                inPercent(STALLED),
                '%',
                '/proc/pressure/memory some',
              ),
            ]
          : []),
        ...(kills === null ? [] : [number('OOM kills', kills, 1, '/s', '/proc/vmstat oom_kill')]),
      ],
    }
  },
}
