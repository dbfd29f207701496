import { expect, test } from 'vitest'
import { parsePidCmdline } from '../../../src/parse/pid/cmdline.ts'
import { bytes, fixture } from '../fixture.ts'

test('captured: arguments stay raw', () => {
  expect(parsePidCmdline(fixture('idle-4node/t0/proc/184/cmdline'))).toEqual([
    '/lab/.cache/hog',
    '-m',
    '8',
    '-t',
    '3',
    '-c',
    'web server',
  ])
  expect(parsePidCmdline(fixture('load-d/t0/proc/2/cmdline'))).toEqual([])
})

test.each([
  ['one\0', ['one']],
  ['one', ['one']],
  ['a\0b', ['a', 'b']],
  ['a\0\0c\0', ['a', '', 'c']],
  ['a\0b\0\0', ['a', 'b', '']],
  ['', []],
  ['\0\0\0', []],
  ['nginx: master process\0\0\0\0', ['nginx: master process']],
  ['postgres: writer    \0\0', ['postgres: writer']],
  ['trailing space \0', ['trailing space ']],
  ['\x1b[31m\n\0', ['\x1b[31m\n']],
])('%j', (file, argv) => {
  expect(parsePidCmdline(bytes(file))).toEqual(argv)
})
