import { expect, test } from 'vitest'
import { Meaning } from '../src/meaning.ts'
import { FACTS } from './findings/looks.ts'

const samples = (at: number) => ({ after: { at: at * 1e9, files: new Map(), processes: null }, before: null })

test('a sample means the same however often it is asked for, and is remembered once', () => {
  const meaning = new Meaning(FACTS)
  const [first, second] = [samples(1), samples(3)]
  meaning.of(first, () => [['x', 1]])
  const known = meaning.of(second, () => [['x', 2]])
  expect(meaning.of(second, () => [['x', 9]])).toBe(known)
  expect([...known.history.at]).toEqual([1e9, 3e9])
  expect([...(known.history.series.get('x') ?? [])]).toEqual([1, 2])
})
