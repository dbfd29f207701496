import { count, sign } from '../../format.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { seconds } from '../../rates.ts'
import { join, type Text, text } from '../../text.ts'
import type { Holding } from './holding.ts'

/** How far the sums are read: they come in slices, biggest first, as each takes the memory lock of its process. */
export function progressOf(snapshot: Snapshot, { holders, sums }: Holding): Text | null {
  const now = snapshot.samples.after.processes?.at ?? 0
  const parts: Text[] = []
  const want = sums.processes - sums.refused
  if (sums.refused > 0) parts.push(text`${sign('denied')} of ${count(sums.refused)}`)
  if (sums.read < want) parts.push(text`~ ${count(sums.read)} of ${count(want)} read`)
  const oldest = holders.reduce((most, { at }) => (at === null ? most : Math.max(most, seconds(at, now))), 0)
  if (oldest >= OLD) parts.push(text`oldest ${Math.round(oldest)} s`)
  return parts.length === 0 ? null : join(parts, text`, `)
}

const OLD = 5
