import { expect, test } from 'vitest'
import { parseVersion } from '../../src/parse/version.ts'
import { ParseError } from '../../src/source.ts'
import { bytes, fixture } from './fixture.ts'

test('captured', () => {
  const version = parseVersion(fixture('load-d/t0/proc/version'))
  expect(version).toMatchObject({ release: '6.1.0-56-amd64', major: 6, minor: 1 })
  expect(version.banner).toMatch(/^Linux version 6.1.0-56-amd64 .*\(2026-11-16\)$/)
})

test('a release of two numbers', () => {
  expect(parseVersion(bytes('Linux version 7.0 (x)'))).toMatchObject({ release: '7.0', major: 7, minor: 0 })
})

test.each(['', 'FreeBSD 14.1\n'])('refuses %j', (file) => {
  expect(() => parseVersion(bytes(file))).toThrow(ParseError)
})
