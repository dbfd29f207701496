import { pressure } from '../../model/load/pressure.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Missing } from '../../source.ts'
import type { Share } from '../../units.ts'

/** How much of the last 10 s tasks waited for memory (PSI). Null: this machine does not tell. */
export interface MemoryStall {
  readonly some: Share | null
  readonly full: Share | null
  readonly missing: Missing | null
}

export const STALL_FROM = '/proc/pressure/memory some avg10'
export const FULL_STALL_FROM = '/proc/pressure/memory full avg10'

export function memoryStall(snapshot: Snapshot): MemoryStall {
  const memory = snapshot.get(pressure).find(({ resource }) => resource === 'memory')
  return {
    some: memory?.some?.avg10 ?? null,
    full: memory?.full?.avg10 ?? null,
    missing: memory?.missing ?? null,
  }
}
