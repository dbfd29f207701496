import { expect, test } from 'vitest'
import { inTurn } from '../../../src/model/process/in-turn.ts'

const at = (second: number) => ({ after: { at: second * 1e9, files: new Map(), processes: null }, before: null })

test('few are all read at once', () => {
  expect(inTurn([1, 2, 3], 3, at(7))).toEqual([1, 2, 3])
})

// Beats of the rules; a machine at rest is looked at once a minute.
test.each([1, 2, 5, 10, 15, 30, 60, 120])('looks that are %i s apart come by all of them, however many', (beat) => {
  for (let count = 1; count <= 400; count += 3) {
    const all = Array.from({ length: count }, (_, i) => i)
    // Hardly more looks than it takes where every turn is a full one.
    const enough = Math.ceil(1.5 * Math.ceil(count / 10)) + 4
    const looks = Array.from({ length: enough }, (_, i) => inTurn(all, 10, at(i * beat)))
    expect(new Set(looks.flat()).size).toBe(count)
    expect(Math.max(...looks.map(({ length }) => length))).toBeLessThanOrEqual(10)
  }
})
