import { bytes, bytesLong, percentOf } from '../../format.ts'
import { MEMORY_USED } from '../../model/chart-point.ts'
import { memory } from '../../model/memory.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { meminfo } from '../../parse/meminfo.ts'
import { reading } from '../../sample/sample.ts'
import { valueOf } from '../../source.ts'
import { text } from '../../text.ts'
import type { Bytes } from '../../units.ts'
import { availableIn } from '../available.ts'
import { bar } from '../facts.ts'
import { figure, type Subject, said } from './subject.ts'

/** Where memory is, and what of it could be had. */
export function memorySubject(snapshot: Snapshot): Subject {
  const now = snapshot.get(memory)
  const all = valueOf(reading(snapshot.samples.after, meminfo))
  const total = now?.total ?? null
  const share = (part: Bytes | null) => (total && part !== null ? part / total : 0)
  const anon = all?.anonPages ?? null
  const shmem = all?.shmem ?? null
  const file = all?.cached === undefined ? null : Math.max(0, all.cached - (shmem ?? 0)) + (all.buffers ?? 0)
  const slab = all?.slab ?? null
  const { name, bytes: left } = availableIn(now)
  const scarce = left !== null && share(left) < 0.1
  const gauge = bar(
    [
      { share: share(anon), style: 'block1', mark: 'A' },
      { share: share(shmem), style: 'block2', mark: 'S' },
      { share: share(file), style: 'block3', mark: 'F' },
      { share: share(slab), style: 'block6', mark: 'R' },
    ],
    GAUGE,
  )
  return {
    id: 'memory',
    label: text`Memory`,
    pieces: [
      { spans: gauge, spare: 3 },
      said(bytesLong(total), { spare: 2 }),
      figure('available', name, left, bytesLong, {
        style: scarce ? 'warning' : 'strong',
        ...(left !== null && { after: text` (${percentOf(share(left))})` }),
      }),
      figure('anon', text`anon`, anon, bytes, { name: 'series1' }),
      figure('file', text`file`, file, bytes, { name: 'series3' }),
      figure('shmem', text`shmem`, shmem, bytes, { name: 'series2', spare: 5 }),
      figure('slab', text`slab`, slab, bytes, { name: 'series6', spare: 4 }),
      figure('free', text`free`, now?.free ?? null, bytes, { spare: 1 }),
    ],
    curve: { value: left === null || !total ? null : 1 - left / total, top: 1, format: percentOf, kept: MEMORY_USED },
    drill: { view: 'memory', about: {}, title: text`Memory` },
  }
}

const GAUGE = 12
