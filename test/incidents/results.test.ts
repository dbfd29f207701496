import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { incidents } from './all.ts'

test('the table has a line of each incident, and of no other', () => {
  const lines = readFileSync('test/incidents/results.txt', 'utf8').trim().split('\n')
  const names = lines.map((line) => /^incident (.+?)(?:, over)?: /.exec(line)?.[1])
  expect([...new Set(names)].sort()).toEqual(incidents.map(({ name }) => name).sort())
})

test('their names tell them apart', () => {
  const names = incidents.map(({ name }) => name)
  expect(names).toEqual([...new Set(names)])
  // What the lines of the table are cut at.
  expect(names.filter((name) => /: |, over/.test(name))).toEqual([])
})
