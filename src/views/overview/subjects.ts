import type { Snapshot } from '../../model/snapshot.ts'
import { cpuSubject } from './cpu.ts'
import { disksSubject } from './disks.ts'
import { limitsSubject } from './limits.ts'
import { loadSubject } from './load.ts'
import { memorySubject } from './memory.ts'
import { numaSubject } from './numa.ts'
import { reclaimSubject } from './reclaim.ts'
import type { Subject } from './subject.ts'
import { seriesOf } from './subject-line.ts'
import { swapSubject } from './swap.ts'
import { tcpSubject } from './tcp.ts'

/** From the programs to the devices; what this machine has not is left out. */
export function subjectsOf(snapshot: Snapshot): readonly Subject[] {
  return [
    loadSubject(snapshot),
    cpuSubject(snapshot),
    memorySubject(snapshot),
    reclaimSubject(snapshot),
    swapSubject(snapshot),
    tcpSubject(snapshot),
    disksSubject(snapshot),
    ...numaSubject(snapshot),
    ...limitsSubject(snapshot),
  ]
}

/** For the curves at the right, but for those that are kept anyhow. */
export function subjectSeries(snapshot: Snapshot): readonly (readonly [string, number])[] {
  return subjectsOf(snapshot).flatMap(({ id, curve }) => {
    const value = curve?.kept === undefined ? (curve?.value ?? null) : null
    return value === null ? [] : [[seriesOf(id), value] as const]
  })
}

/** All numbers, for a mark: `load.load1`. */
export function subjectNumbers(snapshot: Snapshot): ReadonlyMap<string, number> {
  return new Map(
    subjectsOf(snapshot).flatMap(({ id, pieces }) =>
      pieces.flatMap(({ number }) =>
        number && number.value !== null ? [[`${id}.${number.name}`, number.value] as const] : [],
      ),
    ),
  )
}
