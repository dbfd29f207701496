import { expect, test } from 'vitest'
import { parsePidsEvents } from '../../../src/parse/cgroup/pids-events.ts'
import { ParseError } from '../../../src/source.ts'

test('forks that were refused', () => {
  expect(parsePidsEvents(Buffer.from('max 12\n'))).toEqual({ max: 12 })
  expect(parsePidsEvents(Buffer.from(''))).toEqual({})
  expect(() => parsePidsEvents(Buffer.from('max many\n'))).toThrow(ParseError)
})
