import { bytesLong } from '../format.ts'
import { swapLevel } from '../model/swap/level.ts'
import { swapTraffic } from '../model/swap/traffic.ts'
import { meminfo } from '../parse/meminfo.ts'
import { vmstat } from '../parse/vmstat.ts'
import { seconds } from '../rates.ts'
import type { Nanos } from '../units.ts'
import { noRate, notTold } from './parts/missing.ts'
import { amount, flow } from './parts/told.ts'
import type { Rule } from './rule.ts'

/** `kept`: since when nothing moved. */
export const swapIdle: Rule<Nanos> = {
  id: 'SWAP-IDLE',
  title: 'cold pages in swap',
  help: 'Swap is in use and nothing has moved to or from it for minutes: old pages that nobody needs, which is what swap is for. SwapFree of /proc/meminfo, pswpin and pswpout of /proc/vmstat.',
  resource: 'swap',
  advice: true,
  trend: 300,
  limits: {
    still: { value: 300, unit: 's', why: 'pages that are needed every few minutes would have come back' },
    used: { value: 2 ** 20, unit: 'B', why: 'less is not worth a word' },
  },
  window: 10,
  every: 10,
  sources: () => [meminfo, vmstat],
  see: (snapshot, limits, kept) => {
    const level = snapshot.get(swapLevel)
    if (!level) return notTold(snapshot, meminfo, 'SwapTotal')
    const used = amount('swap used', level.used, null, '/proc/meminfo SwapTotal, SwapFree')
    if (level.used < limits('used')) return { clear: true, evidence: [used] }
    const { allIn, allOut } = snapshot.get(swapTraffic)
    if (allIn === null || allOut === null) return noRate(snapshot, vmstat, 'pswpin and pswpout')
    const now = snapshot.samples.after.at
    const since = allIn + allOut > 0 ? now : (kept ?? snapshot.samples.before?.at ?? now)
    const still = seconds(since, now)
    const evidence = [
      used,
      flow('moved to and from swap', allIn + allOut, 0, '/proc/vmstat pswpin, pswpout'),
      {
        what: 'nothing moved for',
        seen: still,
        limit: limits('still'),
        unit: 's',
        from: '/proc/vmstat pswpin, pswpout',
      },
    ]
    if (still < limits('still')) return { clear: true, evidence, kept: since }
    const shmem =
      level.shmem !== null && level.shmem > level.used ? ' Some of it may be tmpfs, which is no program’s.' : ''
    return {
      seen: 'info',
      value: level.used,
      says: `${bytesLong(level.used)} of old pages lie in swap and nobody misses them: harmless.${shmem}`,
      evidence,
      culprits: [],
      next: 'Nothing; the swap pane lists whose pages they are.',
      caution: 'swapoff -a would read all of it back, and may end in an OOM kill.',
      verify: 'vmstat 1 # si, so',
      kept: since,
    }
  },
}
