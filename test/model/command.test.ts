import { describe, expect, test } from 'vitest'
import { cgroupOf } from '../../src/model/cgroup-of.ts'
import { commandOf, isKernelThread, programOf } from '../../src/model/command.ts'
import { parsePidCgroup } from '../../src/parse/pid/cgroup.ts'
import { PF_KTHREAD } from '../../src/parse/pid/stat.ts'
import type { More, Process } from '../../src/sample/process.ts'
import { record } from './record.ts'

const refused = { missing: 'denied', source: 'cmdline', why: '', remedy: null } as const
const argv = (...value: readonly string[]): More => ({ cmdline: { value, at: 0 } })
const named = (comm: string, more: More = {}, change: Partial<Process> = {}) => record(5, { comm }, { more, ...change })

describe('command', () => {
  test.each([
    ['arguments', named('sh', argv('sh', '-c', 'a  b')), 'sh -c a  b'],
    ['the name until they are read', named('sh'), 'sh'],
    ['the name where they are refused', named('sh', { cmdline: refused }), 'sh'],
    ['the name where there are none', named('sh', argv()), 'sh'],
    ['a kernel thread', record(5, { comm: 'kswapd0', flags: PF_KTHREAD }), '[kswapd0]'],
    ['a zombie', record(5, { comm: 'sh', state: 'Z' }, { more: argv() }), '[sh] <defunct>'],
    ['a thread by its own name', named('worker-1', argv('java', '-jar'), { tid: 6 }), 'worker-1'],
  ])('%s', (_, process, expected) => {
    expect(commandOf(process)).toBe(expected)
  })

  test('kernel threads are told by their flag, not by their parent', () => {
    expect(isKernelThread(record(2, { flags: 0x208040 }))).toBe(true)
    expect(isKernelThread(record(2, { flags: 0x400100, ppid: 2 }))).toBe(false)
  })
})

describe('program', () => {
  test.each([
    ['without its folder', named('python3', argv('/usr/bin/python3', 'a.py')), 'python3'],
    ['a login shell', named('bash', argv('-bash')), 'bash'],
    ['a title written over the arguments', named('nginx', argv('nginx: worker process')), 'nginx'],
    ['a title that ends with a colon', named('postgres', argv('postgres:', 'writer')), 'postgres'],
    ['nothing but a folder', named('x', argv('/')), 'x'],
    ['not read', named('nginx'), 'nginx'],
    ['a worker of the kernel', record(5, { comm: 'kworker/0:1H', flags: PF_KTHREAD }), '[kworker]'],
    ['one for each CPU', record(5, { comm: 'migration/12', flags: PF_KTHREAD }), '[migration]'],
  ])('%s', (_, process, expected) => {
    expect(programOf(process)).toBe(expected)
  })
})

describe('cgroup', () => {
  const of = (text: string) =>
    cgroupOf(record(5, {}, { more: { cgroup: { value: parsePidCgroup(Buffer.from(text)), at: 0 } } }))
  test.each([
    ['of v2', '0::/system.slice/nginx.service\n', '/system.slice/nginx.service'],
    ['of v1: that of memory first', '4:cpu,cpuacct:/cpu\n3:memory:/docker/ab\n1:name=systemd:/x\n', '/docker/ab'],
    ['both, v2 unused', '1:name=systemd:/user.slice\n0::/\n', '/user.slice'],
    ['the root', '0::/\n', '/'],
    ['a path with a colon', '0::/a:b\n', '/a:b'],
  ])('%s', (_, text, expected) => {
    expect(of(text)).toBe(expected)
  })

  test('not read, or refused', () => {
    expect(cgroupOf(record(5))).toBeNull()
    expect(cgroupOf(record(5, {}, { more: { cgroup: refused } }))).toBeNull()
  })
})
