import { expect, test } from 'vitest'
import { parseDentryState } from '../../../../src/parse/sys/fs/dentry-state.ts'
import { ParseError } from '../../../../src/source.ts'
import { bytes, fixture } from '../../fixture.ts'

test('captured', () => {
  expect(parseDentryState(fixture('swap-4node/t1/proc/sys/fs/dentry-state'))).toEqual({
    total: 23086,
    unused: 10991,
    negative: 189,
  })
})

test.each(['', '1\t2\t3\n', 'a\t2\t45\t0\t3\t0\n'])('refuses %j', (file) => {
  expect(() => parseDentryState(bytes(file))).toThrow(ParseError)
})
