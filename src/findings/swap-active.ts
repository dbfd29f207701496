import { bytesPerSecond, percentOf, perSecond } from '../format.ts'
import { blame } from '../model/blame.ts'
import { areaSources, swapAreas } from '../model/swap/areas.ts'
import { isZramOnly, leavingArea } from '../model/swap/leaving.ts'
import { swapLevel } from '../model/swap/level.ts'
import { swapTraffic } from '../model/swap/traffic.ts'
import { statRate } from '../model/task-rates.ts'
import { meminfo } from '../parse/meminfo.ts'
import { memoryPressure } from '../parse/pressure.ts'
import { swaps } from '../parse/swaps.ts'
import { vmstat } from '../parse/vmstat.ts'
import { reading } from '../sample/sample.ts'
import { isMissing } from '../source.ts'
import { culpritsOf, mostOf } from './parts/culprits.ts'
import { noRate } from './parts/missing.ts'
import { FULL_STALL_FROM, memoryStall, STALL_FROM } from './parts/stall.ts'
import { events, flow, share } from './parts/told.ts'
import type { Rule } from './rule.ts'

export const swapActive: Rule = {
  id: 'SWAP-ACTIVE',
  title: 'swap is in use now',
  help: 'Pages are read back from swap, and programs wait for each. How full swap is says nothing of it. pswpin and pswpout of /proc/vmstat.',
  resource: 'swap',
  limits: {
    warning: { value: 1e6, unit: 'B/s', why: 'some 250 waits of a program a second' },
    critical: { value: 10e6, unit: 'B/s', why: 'both ways so much: pages are swapped in circles' },
    exit: { value: 0.2e6, unit: 'B/s', why: 'a trickle is old pages that are looked at once' },
    full: { value: 5, unit: '%', why: 'nothing gets on in a twentieth of the time' },
    stall: {
      value: 10,
      unit: '%',
      why: 'below, with nothing going out, a program wakes and fetches what it had lost: it passes',
    },
    zram: { value: 10, unit: '×', why: 'from compressed memory a page comes back ten times as fast' },
  },
  window: 10,
  sources: () => [meminfo, vmstat, memoryPressure],
  sign: (snapshot, limits) => (snapshot.get(swapTraffic).in ?? 0) >= limits('exit'),
  dear: (samples) => ({ sources: areaSources(samples), processes: { everybody: ['cgroup'] } }),
  see: (snapshot, limits) => {
    const traffic = snapshot.get(swapTraffic)
    const { in: into, out } = traffic
    if (into === null || out === null) return noRate(snapshot, vmstat, 'pswpin and pswpout')
    if (into < limits('exit'))
      return { clear: true, evidence: [flow('read back from swap', into, limits('warning'), '/proc/vmstat pswpin')] }
    const listed = reading(snapshot.samples.after, swaps)
    if (isMissing(listed) && listed.missing === 'pending') return listed
    const areas = snapshot.get(swapAreas)
    const times = isZramOnly(areas) ? limits('zram') : 1
    const limit = (name: string) => limits(name) * times
    const { some, full } = memoryStall(snapshot)
    const evidence = [
      flow('read back from swap', into, limit('warning'), '/proc/vmstat pswpin'),
      flow('written to swap', out, limit('critical'), '/proc/vmstat pswpout'),
      share('time tasks waited for memory', some, limits('stall'), STALL_FROM),
      share('time all tasks waited at once', full, limits('full'), FULL_STALL_FROM),
      events('major faults', traffic.majorFaults, null, '/proc/vmstat pgmajfault'),
    ]
    if (into < limit('exit')) return { clear: true, evidence }
    const emptied = leavingArea(snapshot.get(swapLevel), areas)
    const isPassing = out < limit('exit') && some !== null && some * 100 < limits('stall')
    const isCircle = into >= limit('critical') && out >= limit('critical')
    const isCritical = isCircle || (full !== null && full * 100 >= limits('full'))
    const blamed = blame(snapshot.tasks, (row) => statRate(snapshot.tasks, row, ({ stat }) => stat.majflt))
    const waits = some === null ? '' : ` and tasks wait ${percentOf(some)} of the time`
    return {
      seen: emptied || isPassing ? 'info' : isCritical ? 'critical' : 'warning',
      hold: into < limit('warning'),
      value: into,
      says: emptied
        ? `Swap is being emptied into RAM, ${bytesPerSecond(into)} (swapoff).`
        : `Programs wait for pages from swap: ${bytesPerSecond(into)} come back${waits}.${mostOf(blamed, 'Most is fetched by')}`,
      evidence,
      culprits: culpritsOf(blamed, (faults) => `${perSecond(faults)} major faults/s`),
      next: 'End or limit what needs the memory, add memory, or swap to compressed memory (zram).',
      caution: 'A lower swappiness does not cure it: file pages would be read again instead.',
      verify: 'vmstat 1',
    }
  },
}
