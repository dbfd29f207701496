import { bytesLong, count } from '../../format.ts'
import { socketSummary } from '../../model/tcp/summary.ts'
import { text } from '../../text.ts'
import type { Fact } from '../facts.ts'
import type { Seen } from './seen.ts'
import { fact, span, sparing } from './show.ts'

/** What all sockets of the machine take of what they may. */
export function memoryFact(on: Seen): Fact {
  const now = socketSummary(on.snapshot.samples, on.pid, on.counters, on.snapshot.facts.pageSize)
  const { memoryPressure, memoryMost, orphans } = on.limits
  const tight = now.memory !== null && memoryPressure !== null && now.memory >= memoryPressure
  const many = now.orphaned !== null && orphans !== null && now.orphaned >= orphans / 2
  const used = span(text`${bytesLong(now.memory)}`, tight ? 'critical' : 'plain')
  const whole = span(text`of the whole machine`, 'dim')
  // In a network namespace of its own, as in a container, the kernel shows none of them.
  if (memoryPressure === null && orphans === null)
    return fact(
      text`Memory`,
      used,
      text`orphans ${count(now.orphaned)}`,
      sparing(1, whole),
      span(text`limits: first network namespace only`, 'dim'),
    )
  return fact(
    text`Memory`,
    used,
    text`pressure from ${bytesLong(memoryPressure)}`,
    sparing(2, text`most ${bytesLong(memoryMost)}`),
    span(text`orphans ${count(now.orphaned)} of ${count(orphans)}`, many ? 'warning' : 'plain'),
    sparing(3, whole),
  )
}
