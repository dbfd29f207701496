import { expect, test } from 'vitest'
import { parsePidIo } from '../../../src/parse/pid/io.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

const FILE = 'rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: 5\nwrite_bytes: 6\ncancelled_write_bytes: 7'

test('captured', () => {
  expect(parsePidIo(fixture('idle-4node/t0/proc/188/io'))).toEqual({
    rchar: 816,
    wchar: 0,
    syscr: 2,
    syscw: 0,
    readBytes: 0,
    writeBytes: 0,
    cancelledWriteBytes: 0,
  })
})

test('in any order, with more lines than known and no last newline', () => {
  expect(parsePidIo(bytes(`extra: x\n${FILE.split('\n').reverse().join('\n')}`))).toMatchObject({
    rchar: 1,
    cancelledWriteBytes: 7,
  })
})

test.each([
  ['', /not whole/],
  [FILE.replace('wchar: 2\n', ''), /not whole/],
  [FILE.replace('wchar: 2', 'wchar: -2'), /"wchar: -2"/],
])('refuses %j', (file, message) => {
  expect(() => parsePidIo(bytes(file))).toThrow(ParseError)
  expect(() => parsePidIo(bytes(file))).toThrow(message)
})
