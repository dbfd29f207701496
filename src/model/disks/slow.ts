import type { Bytes, Rate, Seconds } from '../../units.ts'
import type { RequestRates } from './rates.ts'

/** As slow as no disk that is well, whatever its kind: somebody feels each such request. */
const SLOW: Seconds = 0.05
/** Of fewer an average says nothing. */
const OFTEN: Rate<'request'> = 5
/** What is larger is bound by throughput, and takes long by nature: a copy is no trouble. */
const LARGEST: Bytes = 128 * 1024

/** Whether a person should be warned of how long these requests take. */
export function isSlow({ perSecond, await: took, size }: RequestRates): boolean {
  return (perSecond ?? 0) >= OFTEN && (took ?? 0) >= SLOW && (size ?? 0) <= LARGEST
}
