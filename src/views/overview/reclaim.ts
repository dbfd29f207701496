import { bytesPerSecond, percentOf, perSecond } from '../../format.ts'
import { pressure } from '../../model/load/pressure.ts'
import { both, reclaim } from '../../model/reclaim/model.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { text } from '../../text.ts'
import { figure, type Piece, type Subject, said } from './subject.ts'

/** What the kernel does to get memory back, and who has to wait for it. */
export function reclaimSubject(snapshot: Snapshot): Subject {
  const now = snapshot.get(reclaim)
  const stalled = snapshot.get(pressure).find(({ resource }) => resource === 'memory')
  const some = stalled?.some && (stalled.some.now ?? stalled.some.avg10)
  const full = stalled?.full && (stalled.full.now ?? stalled.full.avg10)
  const of = (key: 'kswapd' | 'direct') => now.reclaimers.find((one) => one.key === key)
  const [kswapd, direct] = [of('kswapd'), of('direct')]
  const freed = now.reclaimers.reduce<number | null>(
    (sum, { reclaimed }) => (reclaimed === null ? sum : (sum ?? 0) + reclaimed),
    null,
  )
  const refault = both(now.refault)
  const isDirect = (direct?.scanned ?? 0) > 0 || (now.stalls ?? 0) > 0
  const limit = now.reclaimers.find(({ key }) => key === 'cgroup')
  return {
    id: 'reclaim',
    label: text`Reclaim`,
    pieces: [
      ...(now.state === 'idle' ? [said(text`✓ idle`, { style: 'ok', spare: 3 })] : []),
      figure('kswapd', text`kswapd`, kswapd?.reclaimed ?? null, bytesPerSecond, {
        ...(kswapd?.efficiency != null && { after: text` (${percentOf(kswapd.efficiency)})` }),
        spare: 1,
      }),
      figure('direct', text`direct`, direct?.reclaimed ?? null, bytesPerSecond, {
        ...(isDirect && { style: 'critical' as const }),
        ...(isDirect && { after: text` ●` }),
      }),
      ...(isDirect
        ? [figure('stalls', text`stalls`, now.stalls, perSecond, { style: 'critical', after: text`/s` })]
        : []),
      ...byLimit(limit?.reclaimed ?? null),
      figure('refault', text`refault`, refault, bytesPerSecond, { spare: 4 }),
      ...(stalled?.missing
        ? [said(text`pressure off`, { style: 'dim', spare: 4 })]
        : [
            figure('some', text`stalled some`, some ?? null, percentOf, {
              ...((some ?? 0) >= 0.1 && { style: 'warning' as const }),
              spare: 2,
            }),
            figure('full', text`full`, full ?? null, percentOf, {
              ...((full ?? 0) >= 0.05 && { style: 'warning' as const }),
              spare: 2,
            }),
          ]),
    ],
    curve: { value: freed, top: null, format: bytesPerSecond },
    drill: { view: 'memory', page: 'reclaim', about: {}, title: text`Reclaim` },
  }
}

function byLimit(freed: number | null): readonly Piece[] {
  return (freed ?? 0) > 0 ? [figure('cgroup', text`cgroup limit`, freed, bytesPerSecond, { style: 'warning' })] : []
}
