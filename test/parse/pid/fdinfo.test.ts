import { expect, test } from 'vitest'
import { fdinfo, parseFdinfo } from '../../../src/parse/pid/fdinfo.ts'
import { ParseError } from '../../../src/source.ts'

const read = (text: string) => parseFdinfo(Buffer.from(text))

test('where it is in a file', () => {
  expect(read('pos:\t4096\nflags:\t0100001\nmnt_id:\t22\nino:\t77\n')).toEqual({ pos: 4096, mount: 22, watches: 0 })
  expect(read('pos:\t0\nflags:\t02\n')).toEqual({ pos: 0, mount: null, watches: 0 })
})

test('what inotify watches', () => {
  const watch =
    'inotify wd:3 ino:9e7e sdev:800013 mask:800afce ignored_mask:0 fhandle-bytes:8 fhandle-type:1 f_handle:7e9e\n'
  expect(read(`pos:\t0\nflags:\t02004000\nmnt_id:\t15\nino:\t1\n${watch}${watch}${watch}`).watches).toBe(3)
})

test('is refused without a position', () => {
  expect(() => read('')).toThrow(ParseError)
  expect(() => read('flags:\t02\n')).toThrow(ParseError)
  expect(fdinfo(7, '3').path).toBe('/proc/7/fdinfo/3')
})
