import { kernelLog, meaningOf } from '../../model/kernel-log/log.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { valueOf } from '../../source.ts'
import type { Place } from '../view.ts'
import { levelOf } from './words.ts'

/** Times are seconds since boot by the monotonic clock. */
export function kernelLogJson(
  snapshot: Snapshot,
  _place: Place,
  shown: readonly number[] | null = null,
): Readonly<Record<string, unknown>> {
  const log = valueOf(kernelLog(snapshot))
  const rows = shown ?? log?.entries.map((_, i) => i) ?? []
  return {
    lost: log?.lost ?? null,
    messages: rows.flatMap((at) => {
      const entry = log?.entries[at]
      if (!entry) return []
      return [
        {
          sequence: entry.seq,
          since_boot_seconds: entry.at,
          level: levelOf(entry),
          facility: entry.facility,
          means: meaningOf(entry)?.id ?? null,
          finding: meaningOf(entry)?.rule ?? null,
          device: entry.device,
          text: entry.text,
        },
      ]
    }),
  }
}
