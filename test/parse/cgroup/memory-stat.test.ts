import { expect, test } from 'vitest'
import { parseMemoryStat } from '../../../src/parse/cgroup/memory-stat.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

test('captured: v2', () => {
  const stat = parseMemoryStat(fixture('load-d/t0/sys/fs/cgroup/memory.stat'))
  expect(stat.anon).toBe(18620416)
  expect(stat.inactiveFile).toBe(stat.all.get('inactive_file'))
  expect(stat.all.get('file')).toBe(90460160)
})

test('v1: with the groups below', () => {
  const stat = parseMemoryStat(bytes('inactive_file 1\nrss 2\ntotal_inactive_file 10\ntotal_rss 20\n'))
  expect(stat).toMatchObject({ inactiveFile: 10, anon: 20 })
  expect('shmem' in stat).toBe(false)
})

test('refuses a line without a number', () => {
  expect(() => parseMemoryStat(bytes('anon\n'))).toThrow(ParseError)
})
