import { bytesLong, perSecond } from '../../format.ts'
import { numaLeft } from '../../model/numa/left.ts'
import { NEXT_TO_NOTHING } from '../../model/numa/room.ts'
import { MISSES_RATE } from '../../model/numa/trouble.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { text } from '../../text.ts'
import { figure, type Subject, said } from './subject.ts'

/** Where there is more than one node: the one with least memory left, and what had to go elsewhere. */
export function numaSubject(snapshot: Snapshot): readonly Subject[] {
  const now = snapshot.get(numaLeft)
  if (!now) return []
  const { least, misses, nodes, isFrozen } = now
  const many = (misses ?? 0) >= MISSES_RATE
  return [
    {
      id: 'numa',
      label: text`NUMA`,
      pieces: [
        said(text`${nodes} nodes`),
        ...(least
          ? [
              figure('left', text`least left on node ${least.node}:`, least.left, bytesLong, {
                style: least.left / least.total < NEXT_TO_NOTHING ? 'warning' : 'plain',
                after: text` of ${bytesLong(least.total)}`,
              }),
            ]
          : []),
        isFrozen
          ? said(text`misses are not counted: sysctl vm.numa_stat=1`)
          : figure('misses', text`misses`, misses, perSecond, {
              ...(many && { style: 'warning' as const }),
              after: text`/s`,
            }),
      ],
      curve: { value: misses, top: null, format: (value) => text`${perSecond(value)}/s` },
      drill: { view: 'numa', about: {}, title: text`NUMA` },
    },
  ]
}
