import { expect, test } from 'vitest'
import { parseDiskstats } from '../../src/parse/diskstats.ts'
import { ParseError } from '../../src/source.ts'
import { bytes, fixture } from './fixture.ts'

test('captured: a throttled disk with requests in flight', () => {
  const stats = parseDiskstats(fixture('dirty-slow/t0/proc/diskstats'))
  expect(stats.map(({ name }) => name)).toEqual(['vda', 'vdb', 'vdc'])
  expect(stats[2]).toEqual({
    major: 254,
    minor: 32,
    name: 'vdc',
    reads: { done: 13, merged: 0, sectors: 98, ms: 16 },
    writes: { done: 53, merged: 0, sectors: 122376, ms: 747098 },
    inFlight: 145,
    busyMs: 30648,
    weightedMs: 747115,
    discards: { done: 0, merged: 0, sectors: 0, ms: 0 },
    flushes: { done: 1, ms: 0 },
  })
})

test('kernels before 4.18 count no discards, before 5.5 no flushes', () => {
  const old = parseDiskstats(bytes('   8       0 sda 1 2 3 4 5 6 7 8 9 10 11\n'))[0]
  expect(old).toMatchObject({ inFlight: 9, busyMs: 10, weightedMs: 11, discards: null, flushes: null })
  const middle = parseDiskstats(bytes(' 8 0 cciss/c0d0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15\n'))[0]
  expect(middle).toMatchObject({
    name: 'cciss/c0d0',
    discards: { done: 12, merged: 13, sectors: 14, ms: 15 },
    flushes: null,
  })
})

test.each(['8 0 sda 1 2 3', '8 0 sda 1 2 3 4 5 6 7 8 -9 10 11', '8 0 sda 1 2 3 4 5 6 7 8 x 10 11'])(
  'refuses %j',
  (line) => {
    expect(() => parseDiskstats(bytes(`${line}\n`))).toThrow(ParseError)
  },
)
