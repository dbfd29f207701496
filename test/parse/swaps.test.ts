import { expect, test } from 'vitest'
import { parseSwaps } from '../../src/parse/swaps.ts'
import { ParseError } from '../../src/source.ts'
import { bytes, fixture } from './fixture.ts'

const HEADING = 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n'

test('captured', () => {
  expect(parseSwaps(fixture('load-d/t0/proc/swaps'))).toEqual([
    { path: '/dev/vda', type: 'partition', size: 1048572 * 1024, used: 0, priority: -2 },
  ])
})

test('no swap, and a path with a space that was deleted', () => {
  expect(parseSwaps(bytes(''))).toEqual([])
  expect(parseSwaps(bytes(HEADING))).toEqual([])
  expect(parseSwaps(bytes(`${HEADING}/my\\040swap\\040(deleted)  file 8 4 5`))[0]).toMatchObject({
    path: '/my swap (deleted)',
    used: 4096,
    priority: 5,
  })
})

test('refuses a line that is cut', () => {
  expect(() => parseSwaps(bytes(`${HEADING}/dev/vda partition 10`))).toThrow(ParseError)
  expect(() => parseSwaps(bytes(`${HEADING}/dev/vda partition 10`))).toThrow('/dev/vda partition 10')
})
