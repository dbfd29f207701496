import { expect, test } from 'vitest'
import { parsePidSmaps } from '../../../src/parse/pid/smaps.ts'
import { parsePidSmapsRollup } from '../../../src/parse/pid/smaps-rollup.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

const BODY = 'Size: 8 kB\nRss: 4 kB\nPss: 2 kB\nPrivate_Clean: 0 kB\nPrivate_Dirty: 1 kB\n'

test('captured', () => {
  const mappings = parsePidSmaps(fixture('idle-4node/t0/proc/1/smaps'))
  expect(mappings).toHaveLength(23)
  expect(mappings[1]).toMatchObject({
    start: 0x5630856b0000,
    end: 0x5630856c3000,
    perms: 'r-xp',
    offset: 0x4000,
    dev: '00:15',
    inode: 520363,
    path: '/usr/bin/dash',
    size: 76 * 1024,
    kernelPageSize: 4096,
  })
  expect(mappings[0]?.vmFlags).toEqual(['rd', 'mr', 'mw', 'me', 'sd'])
})

test('captured: the mappings add up to the rollup', () => {
  const mappings = parsePidSmaps(fixture('idle-4node/t0/proc/1/smaps'))
  const rollup = parsePidSmapsRollup(fixture('idle-4node/t0/proc/1/smaps_rollup'))
  const sum = (field: 'rss' | 'privateDirty' | 'pss') => mappings.reduce((total, mapping) => total + mapping[field], 0)
  expect(sum('rss')).toBe(rollup.rss)
  expect(sum('privateDirty')).toBe(rollup.privateDirty)
  // Each mapping's Pss is rounded down to 1 kB.
  expect(rollup.pss - sum('pss')).toBeGreaterThanOrEqual(0)
  expect(rollup.pss - sum('pss')).toBeLessThan(mappings.length * 1024)
})

test('anonymous memory, paths with spaces and newlines, the vsyscall page at the end of the address space', () => {
  const file = `7f00-7f01 rw-p 00000000 00:00 0 \n${BODY}7f02-7f03 r--s 00000000 08:01 7      /a b\\012c (deleted)\n${BODY}ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0       [vsyscall]\n${BODY}`
  expect(parsePidSmaps(bytes(file)).map((mapping) => mapping.path)).toEqual([null, '/a b\nc (deleted)', '[vsyscall]'])
})

test('a zombie has none', () => {
  expect(parsePidSmaps(bytes(''))).toEqual([])
})

test.each([
  ['not a mapping\n', /"not a mapping"/],
  ['7f00-7f01 rw-p 00000000 00:00 0\nRss: 4 kB\n', /without/],
  [`7f00-7f01 rw-p 00000000 00:00 0\n${BODY.replace('Size: 8 kB\n', '')}`, /without Size/],
  [`7f00-7f01 rw-p 00000000 00:00 0\n${BODY.replace('Rss: 4', 'Rss: x')}`, /"Rss: x kB"/],
])('refuses %j', (file, message) => {
  expect(() => parsePidSmaps(bytes(file))).toThrow(ParseError)
  expect(() => parsePidSmaps(bytes(file))).toThrow(message)
})
