import type { Sample } from '../sample/sample.ts'
import type { Nanos } from '../units.ts'
import { NEW_TRACK, type Track } from './track.ts'

/** What is kept of one rule from look to look; of each network namespace it looks at its own. */
export interface Memory {
  readonly track: Track
  readonly sample: Sample | null
  readonly kept: unknown
  readonly looks: number
  readonly lookedAt: Nanos
  readonly armedUntil: Nanos
  readonly armedSince: Nanos
  /** Looks in a row that had what is dear. */
  readonly armedLooks: number
  readonly freshlyArmed: boolean
}

/** Of a rule that never looked. */
export const UNSEEN: Memory = {
  track: NEW_TRACK,
  sample: null,
  kept: null,
  looks: 0,
  lookedAt: 0,
  armedUntil: 0,
  armedSince: 0,
  armedLooks: 0,
  freshlyArmed: false,
}

/** A sign that has been there for longer than this, and led to nothing, is how the machine is. */
const LATELY = 12

/** What is dear is read at the next look at least, however far away that is. */
export function isArmed(memory: Pick<Memory, 'armedUntil' | 'lookedAt'> | undefined): boolean {
  return memory !== undefined && memory.armedUntil > memory.lookedAt
}

/** It sees something, or its sign came lately: one that is there always says nothing. */
export function isFollowed(memory: Memory | undefined, now: Nanos): boolean {
  if (!memory) return false
  return sees(memory) || (isArmed(memory) && now - memory.armedSince < LATELY * 1e9)
}

export function sees(memory: Memory | undefined): boolean {
  return memory !== undefined && (memory.track.run.length > 0 || memory.track.episode !== null)
}

/** Under which it is kept; `namespace`: null for whytop's own, and for what is of the whole machine. */
export function memoryKey({ id }: { readonly id: string }, namespace: number | null = null): string {
  return namespace === null ? id : `${id} ${namespace}`
}
