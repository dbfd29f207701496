import { expect, test } from 'vitest'
import { parseStatfs, statfsOf } from '../../src/parse/statfs.ts'
import { ParseError } from '../../src/source.ts'
import { bytes } from './fixture.ts'

test('blocks become bytes', () => {
  expect(parseStatfs(bytes('4096 100 60 50 1000 900\n'))).toEqual({
    size: 409600,
    free: 245760,
    available: 204800,
    inodes: 1000,
    inodesFree: 900,
  })
})

test('what may never answer is asked by another name', () => {
  expect(statfsOf('/mnt', 'kernel').path).toBe('statfs:/mnt')
  expect(statfsOf('/mnt/a b', 'network').path).toBe('statfs-remote:/mnt/a b')
  expect(statfsOf('/mnt/a b', 'program').path).toBe('statfs-program:/mnt/a b')
})

test.each(['', '4096 1 2 3', '4096 1 2 3 4 -5', '1 2 3 4 5 6 7'])('refuses %j', (line) => {
  expect(() => parseStatfs(bytes(line))).toThrow(ParseError)
})
