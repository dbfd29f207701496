import { loadavg } from '../parse/loadavg.ts'
import { reading } from '../sample/sample.ts'
import { valueOf } from '../source.ts'
import { cpu } from './cpu.ts'
import { CAUSE_KEYS } from './load/cause.ts'
import { load } from './load/model.ts'
import { pressure, type Stalled } from './load/pressure.ts'
import { roomOf } from './memory/room.ts'
import { memory } from './memory.ts'
import type { Snapshot } from './snapshot.ts'

/** Shares of CPU time in use, of memory that is not available, of time some task was stalled. */
export const CPU_BUSY = 'cpu.busy'
export const MEMORY_USED = 'memory.used'
export function stalledBy(resource: Stalled['resource']): string {
  return `stalled.${resource}`
}

/**
 * One point of every curve whose file is read at every sample: who looks at one later sees the minutes before. Threads by cause where they
 * were looked at.
 */
export function chartPoint(snapshot: Snapshot): ReadonlyMap<string, number> {
  const point = new Map<string, number>()
  const { after } = snapshot.samples
  const averages = valueOf(reading(after, loadavg))
  if (averages) point.set('load1', averages.load1).set('load5', averages.load5).set('load15', averages.load15)
  const busy = snapshot.get(cpu)?.busy
  if (busy !== undefined) point.set(CPU_BUSY, busy)
  const now = snapshot.get(memory)
  const room = now && roomOf(now)
  if (now && now.total > 0 && room) point.set(MEMORY_USED, 1 - room.bytes / now.total)
  for (const { resource, some } of snapshot.get(pressure)) {
    const share = some?.now ?? some?.avg10
    if (share !== undefined) point.set(stalledBy(resource), share)
  }
  const threads = after.processes?.scanned ? snapshot.get(load).threads : null
  if (threads) for (const cause of CAUSE_KEYS) point.set(cause, threads.tasks[cause])
  return point
}
