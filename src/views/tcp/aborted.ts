import { perSecond } from '../../format.ts'
import { ABORTS } from '../../model/tcp/connections.ts'
import { clean, text } from '../../text.ts'
import type { Fact } from '../facts.ts'
import type { Seen } from './seen.ts'
import { fact, sparing } from './show.ts'

/** Why connections died without a regular end. */
export function abortFact({ counters }: Seen): Fact {
  const parts = ABORTS.map(([counter, name], i) =>
    sparing(i, text`${clean(name)} ${perSecond(counters.perSecond(counter))}/s`),
  )
  return fact(text`Aborted`, ...parts)
}
