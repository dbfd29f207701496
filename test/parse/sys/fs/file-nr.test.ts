import { expect, test } from 'vitest'
import { parseFileNr } from '../../../../src/parse/sys/fs/file-nr.ts'
import { ParseError } from '../../../../src/source.ts'
import { bytes, fixture } from '../../fixture.ts'

test('captured', () => {
  expect(parseFileNr(fixture('idle-4node/t0/proc/sys/fs/file-nr'))).toEqual({ open: 0, max: 199515 })
})

test('with a limit', () => {
  expect(parseFileNr(bytes('811\t0\t2466183\n'))).toEqual({ open: 811, max: 2466183 })
  expect(parseFileNr(bytes('811\t0\t9223372036854775807\n')).max).toBe(Number.POSITIVE_INFINITY)
  expect(() => parseFileNr(bytes('811\n'))).toThrow(ParseError)
})
