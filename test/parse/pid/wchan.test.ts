import { expect, test } from 'vitest'
import { parsePidWchan } from '../../../src/parse/pid/wchan.ts'
import { bytes, fixture } from '../fixture.ts'

test('captured', () => {
  expect(parsePidWchan(fixture('load-d/t0/proc/184/wchan'))).toBe('percpu_rwsem_wait')
  expect(parsePidWchan(fixture('load-d/t0/proc/203/wchan'))).toBeNull()
})

test('nothing is null', () => {
  expect(parsePidWchan(bytes('0'))).toBeNull()
  expect(parsePidWchan(bytes('0\n'))).toBeNull()
  expect(parsePidWchan(bytes(''))).toBeNull()
})
