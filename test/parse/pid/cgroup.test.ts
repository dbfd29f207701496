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

test('processes of the same groups share one record, however many groups there are', () => {
  const one = parsePidCgroup(bytes('0::/one\n'))
  expect(parsePidCgroup(bytes('0::/one\n'))).toBe(one)
  for (let i = 0; i < 2000; i++) parsePidCgroup(bytes(`0::/${i}\n`))
  expect(parsePidCgroup(bytes('0::/one\n'))).toEqual(one)
})
