import { expect, test } from 'vitest'
import { hostname, numaBalancing, osrelease, parseWord, pidMax, threadsMax } from '../../../src/parse/sys/kernel.ts'
import { bytes, fixture } from '../fixture.ts'

test.each([
  [hostname, 'lab'],
  [osrelease, '6.1.0-56-amd64'],
  [pidMax, 32768],
  [threadsMax, 15677],
  [numaBalancing, 1],
])('captured: $path', (source, value) => {
  expect(source.parse(fixture(`load-d/t0${source.path}`))).toBe(value)
})

test('only the newline of the kernel is taken off', () => {
  expect(parseWord(fixture('idle-4node/t0/proc/186/comm'))).toBe('two\nlines')
  expect(parseWord(bytes('a b \n\n'))).toBe('a b \n')
  expect(parseWord(bytes(''))).toBe('')
})
