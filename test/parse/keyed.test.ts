import { expect, test } from 'vitest'
import { eachKeyed, lineAt } from '../../src/parse/keyed.ts'

function all(text: string) {
  const found: (readonly [string, number | null, boolean])[] = []
  eachKeyed(text, (name, value, kb) => found.push([name, value, kb]))
  return found
}

test('colons, tabs, units and empty lines', () => {
  expect(all('A:   12 kB\n\nB:\t3\nc 4\nD(e): 5 pages')).toEqual([
    ['A', 12, true],
    ['B', 3, false],
    ['c', 4, false],
    ['D(e)', 5, false],
  ])
})

test('no whole number is null, never 0', () => {
  expect(all('VmFlags: rd mr\nA:\nB\nC: 1x\nD: 1.5\nE: -1')).toEqual(
    ['VmFlags', 'A', 'B', 'C', 'D', 'E'].map((name) => [name, null, false]),
  )
})

test('a name without a value does not take the next line’s', () => {
  expect(all('A:\n7\nB: 1')).toEqual([
    ['A', null, false],
    ['7', null, false],
    ['B', 1, false],
  ])
})

test('long numbers are the nearest there is', () => {
  expect(all('A 12345678901234567890')[0]?.[1]).toBe(Number('12345678901234567890'))
})

test('the line to quote', () => {
  expect(lineAt('ab\ncd\nef', 3)).toBe('cd')
  expect(lineAt('ab\ncd\nef', 6)).toBe('ef')
})
