import { expect, test } from 'vitest'
import { parsePidSmapsRollup } from '../../../src/parse/pid/smaps-rollup.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

const HEADING = '00400000-7ffe5fd9c000 ---p 00000000 00:00 0     [rollup]\n'
const LEAST = 'Rss: 4 kB\nPss: 2 kB\nPrivate_Clean: 0 kB\nPrivate_Dirty: 1 kB'

test('captured', () => {
  expect(parsePidSmapsRollup(fixture('idle-4node/t0/proc/188/smaps_rollup'))).toMatchObject({
    rss: 41700 * 1024,
    pss: 41100 * 1024,
    pssAnon: 41000 * 1024,
    sharedClean: 700 * 1024,
    privateClean: 0,
    privateDirty: 41000 * 1024,
    swapPss: 0,
  })
})

test('an older kernel has fewer lines, a newer one more', () => {
  const sums = parsePidSmapsRollup(bytes(`${HEADING}${LEAST}\nNew_Thing: 3 kB`))
  expect(sums).toEqual({ rss: 4096, pss: 2048, privateClean: 0, privateDirty: 1024 })
})

test.each([
  ['', /smaps_rollup: ""/],
  [LEAST, /"Rss: 4 kB"/],
  [HEADING, /without Rss/],
  [`${HEADING}${LEAST}\nSwap: x kB`, /"Swap: x kB"/],
])('refuses %j', (file, message) => {
  expect(() => parsePidSmapsRollup(bytes(file))).toThrow(ParseError)
  expect(() => parsePidSmapsRollup(bytes(file))).toThrow(message)
})
