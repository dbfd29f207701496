import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { frameOf, SHOTS, textOf } from '../scripts/shots.ts'

test.each(SHOTS)('screenshots/$name shows what is drawn now (else: npm run screenshots)', async (shot) => {
  const path = `screenshots/${shot.name}.txt`
  expect(textOf(await frameOf(shot))).toBe(existsSync(path) ? readFileSync(path, 'utf8') : '')
})

test('each has its picture, and there are no others', () => {
  const expected = SHOTS.flatMap(({ name }) => [`${name}.png`, `${name}.txt`])
  expect(readdirSync('screenshots').sort()).toEqual(expected.sort())
})
