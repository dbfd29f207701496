import { expect, test } from 'vitest'
import { parsePidCgroup } from '../../../src/parse/pid/cgroup.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

test('captured: v2', () => {
  expect(parsePidCgroup(fixture('load-d/t0/proc/1/cgroup'))).toEqual([{ id: 0, controllers: [], path: '/' }])
})

test('v1 beside v2, colons in a path, a group that is gone', () => {
  expect(parsePidCgroup(bytes('9:name=systemd:/\n2:cpu,cpuacct:/a:b c\n0::/x.scope (deleted)'))).toEqual([
    { id: 9, controllers: ['name=systemd'], path: '/' },
    { id: 2, controllers: ['cpu', 'cpuacct'], path: '/a:b c' },
    { id: 0, controllers: [], path: '/x.scope (deleted)' },
  ])
  expect(parsePidCgroup(bytes(''))).toEqual([])
})

test.each(['0:/\n', 'x::/\n', '0::relative\n'])('refuses %j', (file) => {
  expect(() => parsePidCgroup(bytes(file))).toThrow(ParseError)
})

test('a group that is seen again is still known, also where there are very many of them', () => {
  const all = Array.from({ length: 1500 }, (_, i) => bytes(`0::/many/${i}\n`))
  const first = all.map((file) => parsePidCgroup(file))
  const again = all.map((file) => parsePidCgroup(file))
  expect(again.filter((groups, i) => groups === first[i])).toHaveLength(all.length)
})

test('a group that is seen all the time outlives any number that come and go', () => {
  const one = parsePidCgroup(bytes('0::/stays\n'))
  for (let i = 0; i < 20_000; i++) {
    parsePidCgroup(bytes(`0::/goes/${i}\n`))
    expect(parsePidCgroup(bytes('0::/stays\n'))).toBe(one)
  }
})

test('processes of the same groups share one record, however many groups there are', () => {
  const one = parsePidCgroup(bytes('0::/one\n'))
  expect(parsePidCgroup(bytes('0::/one\n'))).toBe(one)
  for (let i = 0; i < 2000; i++) parsePidCgroup(bytes(`0::/${i}\n`))
  expect(parsePidCgroup(bytes('0::/one\n'))).toEqual(one)
})
