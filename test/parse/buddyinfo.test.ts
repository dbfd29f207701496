import { expect, test } from 'vitest'
import { parseBuddyinfo } from '../../src/parse/buddyinfo.ts'
import { ParseError } from '../../src/source.ts'
import { bytes, fixture } from './fixture.ts'

test('captured', () => {
  const zones = parseBuddyinfo(fixture('swap-4node/t1/proc/buddyinfo'))
  expect(zones).toHaveLength(5)
  expect(zones[0]).toEqual({ node: 0, zone: 'DMA', blocks: [7, 7, 1, 1, 4, 2, 2, 1, 0, 0, 0] })
  expect(zones[4]).toMatchObject({ node: 3, zone: 'DMA32' })
})

test('as many orders as the kernel has', () => {
  expect(parseBuddyinfo(bytes('Node 12, zone Normal 1 2 3\n'))).toEqual([
    { node: 12, zone: 'Normal', blocks: [1, 2, 3] },
  ])
  expect(parseBuddyinfo(bytes(''))).toEqual([])
})

test.each(['Node 0, zone Normal\n', 'Node 0, zone Normal x\n', `Node 0, zone Normal${' 1'.repeat(33)}\n`])(
  'refuses %j',
  (file) => {
    expect(() => parseBuddyinfo(bytes(file))).toThrow(ParseError)
  },
)
