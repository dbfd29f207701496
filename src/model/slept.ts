import { uptime } from '../parse/uptime.ts'
import { seconds } from '../rates.ts'
import { reading, type Samples } from '../sample/sample.ts'
import { valueOf } from '../source.ts'
import type { Seconds } from '../units.ts'

/** Seconds. More than this between the two clocks in one interval: the machine slept. */
const SLEPT = 2

/** How long the machine slept between the samples: it has counted nothing meanwhile. Uptime runs on in its sleep, the stamps do not. Null: it did not. */
export function sleptFor({ before, after }: Samples): Seconds | null {
  const was = before && valueOf(reading(before, uptime))
  const now = valueOf(reading(after, uptime))
  if (before === null || was == null || now === null) return null
  const slept = now.uptime - was.uptime - seconds(before.at, after.at)
  return slept > SLEPT ? slept : null
}
