import { expect, test } from 'vitest'
import { parsePidEnviron } from '../../../src/parse/pid/environ.ts'
import { bytes } from '../fixture.ts'

test('names and values, empty ones, `=` in a value, and what is no variable', () => {
  expect(parsePidEnviron(bytes('HOME=/root\0EMPTY=\0OPTS=a=b\0\0over written'))).toEqual([
    { name: 'HOME', value: '/root' },
    { name: 'EMPTY', value: '' },
    { name: 'OPTS', value: 'a=b' },
    { name: 'over written', value: null },
  ])
  expect(parsePidEnviron(bytes(''))).toEqual([])
})
