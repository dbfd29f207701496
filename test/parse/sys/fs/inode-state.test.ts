import { expect, test } from 'vitest'
import { parseInodeState } from '../../../../src/parse/sys/fs/inode-state.ts'
import { ParseError } from '../../../../src/source.ts'
import { bytes, fixture } from '../../fixture.ts'

test('captured', () => {
  expect(parseInodeState(fixture('swap-4node/t1/proc/sys/fs/inode-state'))).toEqual({ total: 21017, unused: 0 })
  expect(parseInodeState(bytes('5 3\n'))).toEqual({ total: 5, unused: 3 })
})

test.each(['', '1\n', 'a 2\n'])('refuses %j', (file) => {
  expect(() => parseInodeState(bytes(file))).toThrow(ParseError)
})
