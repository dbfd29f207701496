import { expect, test } from 'vitest'
import { cgroupOf, otherCgroupsOf } from '../../src/model/cgroup-of.ts'
import { parsePidCgroup } from '../../src/parse/pid/cgroup.ts'
import { missingFrom } from '../../src/sample/missing.ts'
import { record } from './record.ts'

const of = (lines: string) => record(7, {}, { more: { cgroup: { value: parsePidCgroup(Buffer.from(lines)), at: 0 } } })

test('the group of v2 is told, and there is no other', () => {
  const web = of('0::/system.slice/web.service\n')
  expect([cgroupOf(web), otherCgroupsOf(web)]).toEqual(['/system.slice/web.service', []])
})

test('beside hierarchies of v1 the first that is no root is told, and all others are known', () => {
  const job = of('4:pids:/batch\n3:memory:/batch\n2:cpu,cpuacct:/batch/slow\n1:name=systemd:/\n0::/\n')
  expect([cgroupOf(job), otherCgroupsOf(job)]).toEqual(['/batch', ['/batch/slow']])
  const free = of('2:cpu:/\n0::/\n')
  expect([cgroupOf(free), otherCgroupsOf(free)]).toEqual(['/', []])
})

test('not read, or refused', () => {
  expect([cgroupOf(record(7)), otherCgroupsOf(record(7))]).toEqual([null, []])
  const refused = record(7, {}, { more: { cgroup: missingFrom('/proc/7/cgroup', 'EACCES') } })
  expect([cgroupOf(refused), otherCgroupsOf(refused)]).toEqual([null, []])
})
