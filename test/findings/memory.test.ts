import { expect, test } from 'vitest'
import { isArmed, isFollowed, type Memory, memoryKey, sees, UNSEEN } from '../../src/findings/memory.ts'
import type { Episode } from '../../src/findings/track.ts'

const S = 1e9

function kept(change: Partial<Memory>): Memory {
  return { ...UNSEEN, lookedAt: 100 * S, ...change }
}

test('what is dear is read at the next look, while the time for it was not over at the last one', () => {
  expect(isArmed(undefined)).toBe(false)
  expect(isArmed(UNSEEN)).toBe(false)
  expect(isArmed(kept({ armedUntil: 100 * S }))).toBe(false)
  expect(isArmed(kept({ armedUntil: 100 * S + 1 }))).toBe(true)
})

test('a rule sees something from its first sighting to the end of its episode', () => {
  expect(sees(undefined)).toBe(false)
  expect(sees(UNSEEN)).toBe(false)
  expect(sees(kept({ track: { ...UNSEEN.track, run: [{ at: 0, level: 1, early: false }] } }))).toBe(true)
  expect(sees(kept({ track: { ...UNSEEN.track, episode: {} as Episode } }))).toBe(true)
})

test('a sign is followed while it is new, and what was seen always', () => {
  const signed = kept({ armedUntil: 200 * S, armedSince: 90 * S })
  expect(isFollowed(signed, 102 * S - 1)).toBe(true)
  expect(isFollowed(signed, 102 * S)).toBe(false)
  expect(isFollowed({ ...signed, armedUntil: 0 }, 91 * S)).toBe(false)
  expect(isFollowed({ ...signed, track: { ...UNSEEN.track, episode: {} as Episode } }, 500 * S)).toBe(true)
  expect(isFollowed(undefined, 0)).toBe(false)
})

test('each network namespace has its own memory of a rule, whytop’s own that of the rule', () => {
  const rule = { id: 'ACCEPTQ' }
  expect(memoryKey(rule)).toBe('ACCEPTQ')
  expect(memoryKey(rule, null)).toBe('ACCEPTQ')
  expect(memoryKey(rule, 0)).toBe('ACCEPTQ 0')
  expect(memoryKey(rule, 4026532001)).not.toBe(memoryKey(rule, 4026532002))
})
