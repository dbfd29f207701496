import { expect, test } from 'vitest'
import { listText, parseList } from '../../src/parse/list.ts'
import { ParseError } from '../../src/source.ts'
import { bytes, fixture } from './fixture.ts'

test('captured', () => {
  expect(parseList(fixture('load-d/t0/sys/devices/system/cpu/online'))).toEqual([0, 1, 2, 3])
  expect(parseList(fixture('load-d/t0/sys/devices/system/node/node1/cpulist'))).toEqual([1])
  expect(parseList(fixture('load-d/t0/sys/devices/system/cpu/offline'))).toEqual([])
})

test('ranges with gaps', () => {
  expect(parseList(bytes('0-3,8,10-11'))).toEqual([0, 1, 2, 3, 8, 10, 11])
})

test.each(['3-1\n', '0-\n', 'a\n', '0,,1\n', '0-99999\n', '-1\n', '0-4294967295\n'])('refuses %j', (file) => {
  expect(() => parseList(bytes(file))).toThrow(ParseError)
  expect(() => parseList(bytes(file))).toThrow(JSON.stringify(file.trim()))
})

test('refuses a list that repeats itself without end', () => {
  expect(() => parseList(bytes('0-9999,'.repeat(1000)))).toThrow(ParseError)
})

test.each(['', '0', '0-3,8,10-11', '5,7'])('%j back as text', (text) => {
  expect(listText(parseList(bytes(text)))).toBe(text)
})
