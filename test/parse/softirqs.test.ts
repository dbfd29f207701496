import { expect, test } from 'vitest'
import { parseSoftirqs } from '../../src/parse/softirqs.ts'
import { ParseError } from '../../src/source.ts'
import { bytes, fixture } from './fixture.ts'

test('captured', () => {
  const { cpus, counts } = parseSoftirqs(fixture('load-d/t0/proc/softirqs'))
  expect(cpus).toEqual([0, 1, 2, 3])
  expect(counts.get('TIMER')).toEqual([1360, 449, 499, 270])
  expect(counts.get('RCU')).toEqual([1201, 777, 732, 541])
})

test.each(['', 'HI: 1\n', ' CPU0 CPU1\n HI: 1\n', ' CPU0\n HI: x\n'])('refuses %j', (file) => {
  expect(() => parseSoftirqs(bytes(file))).toThrow(ParseError)
})
