import { uptime } from '../parse/uptime.ts'
import { seconds } from '../rates.ts'
import { reading, type Samples } from '../sample/sample.ts'
import { valueOf } from '../source.ts'

/** Seconds. More than this between the two clocks in one interval: the machine slept. */
const SLEPT = 2

/** Whether the machine slept between the samples: it has counted nothing meanwhile. Uptime runs on in its sleep, the stamps do not. */
export function hasSlept({ before, after }: Samples): boolean {
  const was = before && valueOf(reading(before, uptime))
  const now = valueOf(reading(after, uptime))
  return (
    before !== null && was != null && now !== null && now.uptime - was.uptime - seconds(before.at, after.at) > SLEPT
  )
}
