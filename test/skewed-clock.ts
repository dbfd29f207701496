import { vi } from 'vitest'
import { monotonic } from '../src/monotonic.ts'

/** monotonic() runs ahead by so many ms, until the mocks are restored. */
export function skewClock(ahead: () => number): void {
  const hrtime = process.hrtime.bind(process)
  const skewed = () => {
    const [seconds, nanoseconds] = hrtime()
    const ms = seconds * 1e3 + nanoseconds / 1e6 + ahead()
    return [Math.floor(ms / 1e3), (ms % 1e3) * 1e6] satisfies [number, number]
  }
  vi.spyOn(process, 'hrtime').mockImplementation(skewed)
  if (monotonic() < ahead()) throw new Error('the clock is not the one that is skewed')
}
