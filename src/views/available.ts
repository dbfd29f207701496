import { roomOf } from '../model/memory/room.ts'
import type { Memory } from '../model/memory.ts'
import { type Text, text } from '../text.ts'
import type { Bytes } from '../units.ts'

/** What programs could have, and its name: an estimate says so. */
export function availableIn(now: Memory | null): { readonly name: Text; readonly bytes: Bytes | null } {
  const room = now && roomOf(now)
  return { name: room?.estimated ? text`avail. est.` : text`available`, bytes: room?.bytes ?? null }
}
