import { expect, test } from 'vitest'
import { nodeDistance, parseNodeDistance } from '../../../../src/parse/devices/node/distance.ts'
import { ParseError } from '../../../../src/source.ts'
import { bytes, fixture } from '../../fixture.ts'

test('captured', () => {
  const { path, parse } = nodeDistance(3)
  expect(parse(fixture(`idle-4node/t0${path}`))).toEqual([32, 20, 12, 10])
})

test.each(['', '\n', '10 far\n', '10  12\n', '-1\n'])('refuses %j', (text) => {
  expect(() => parseNodeDistance(bytes(text))).toThrow(ParseError)
})
