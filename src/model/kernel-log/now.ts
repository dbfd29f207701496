import { uptime } from '../../parse/uptime.ts'
import { seconds } from '../../rates.ts'
import { reading } from '../../sample/sample.ts'
import { type Source, valueOf } from '../../source.ts'
import type { Seconds } from '../../units.ts'
import type { Snapshot } from '../snapshot.ts'

/** What it takes to know how long ago something was said. */
export const logNowSources: readonly Source<unknown>[] = [uptime]

/**
 * Now, as records of the kernel log are stamped: seconds since boot, without those the machine was suspended
 * (kernel/printk/printk.c, local_clock()). Of a capture only the uptime is known, which has them. Null: not known.
 */
export function logNow({ samples: { after }, facts }: Snapshot): Seconds | null {
  if (facts.booted !== undefined) return seconds(facts.booted, after.at)
  return valueOf(reading(after, uptime))?.uptime ?? null
}
