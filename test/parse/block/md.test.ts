import { expect, test } from 'vitest'
import { arrayFiles, parseMembers, parseSyncCompleted } from '../../../src/parse/block/md.ts'
import { ParseError } from '../../../src/source.ts'

test('how far an array is', () => {
  expect(parseSyncCompleted(Buffer.from('123904 / 1046528\n'))).toBeCloseTo(0.1184)
  expect(parseSyncCompleted(Buffer.from('none\n'))).toBeNull()
  expect(parseSyncCompleted(Buffer.from('delayed\n'))).toBeNull()
  expect(() => parseSyncCompleted(Buffer.from('some\n'))).toThrow(ParseError)
})

test('members, also while their number changes', () => {
  expect(parseMembers(Buffer.from('2\n'))).toBe(2)
  expect(parseMembers(Buffer.from('3 (2)\n'))).toBe(3)
  expect(() => parseMembers(Buffer.from('two\n'))).toThrow(ParseError)
})

test('a name with a slash has its folder', () => {
  expect(arrayFiles('md/home').raidDisks.path).toBe('/sys/block/md!home/md/raid_disks')
})
