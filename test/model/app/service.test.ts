import { describe, expect, test } from 'vitest'
import { elderOf, type ServiceAsked, serviceOf } from '../../../src/model/app/service.ts'
import type { Process } from '../../../src/sample/process.ts'
import { record } from '../record.ts'

const NOBODY: ServiceAsked = { cgroup: null, program: null, parent: null, pid: null, start: null }

function process(pid: number, ppid: number, argv: string, cgroup = '/', comm = argv): Process {
  const groups = [{ id: 0, controllers: [], path: cgroup }]
  return record(pid, { ppid, comm }, { more: { cmdline: { at: 0, value: [argv] }, cgroup: { at: 0, value: groups } } })
}

const pids = (rows: readonly Process[], asked: Partial<ServiceAsked>) =>
  serviceOf(rows, { ...NOBODY, ...asked })?.members.map(({ pid }) => pid) ?? null

describe('what a process belongs to', () => {
  test('its program from the first of them down, not others of that name', () => {
    const rows = [
      process(1, 0, 'init'),
      process(5, 1, 'nginx'),
      process(6, 5, 'nginx'),
      process(7, 5, 'nginx'),
      process(8, 6, 'perl'),
      process(9, 1, 'nginx'),
    ]
    expect(pids(rows, { pid: 7 })).toEqual([5, 6, 7])
    expect(pids(rows, { pid: 9 })).toEqual([9])
    expect(pids(rows, { program: 'nginx' })).toEqual([5, 6, 7, 9])
    expect(pids(rows, { program: 'nginx', parent: 5 })).toEqual([5, 6, 7])
  })

  test('workers of a parent of another name, but never all children of init', () => {
    const rows = [
      process(1, 0, 'init'),
      process(4, 1, 'supervisord'),
      process(5, 4, 'app'),
      process(6, 4, 'app'),
      process(7, 1, 'app'),
    ]
    expect(pids(rows, { pid: 6 })).toEqual([5, 6])
    expect(pids(rows, { pid: 7 })).toEqual([7])
  })

  test('the unit it is in; a session holds anything, and so does the group of pid 1', () => {
    const unit = '/system.slice/shop.service'
    const rows = [
      process(1, 0, 'init', '/init.scope'),
      process(5, 1, 'shop', unit),
      process(6, 5, 'helper', `${unit}/below`),
      process(7, 1, 'bash', '/user.slice/user-1000.slice/session-3.scope'),
      process(8, 7, 'make', '/user.slice/user-1000.slice/session-3.scope'),
    ]
    expect(serviceOf(rows, { ...NOBODY, pid: 6 })).toMatchObject({ name: unit, by: 'cgroup' })
    expect(pids(rows, { pid: 6 })).toEqual([5, 6])
    expect(pids(rows, { pid: 8 })).toEqual([8])
    expect(pids(rows, { cgroup: '/system.slice' })).toEqual([5, 6])
    expect(pids(rows, { cgroup: '/system.sl' })).toBeNull()
    expect(pids(rows, { cgroup: '/' })).toEqual([1, 5, 6, 7, 8])
    const inside = rows.map((row) => ({
      ...row,
      more: { ...row.more, cgroup: { at: 0, value: [{ id: 0, controllers: [], path: unit }] } },
    }))
    expect(serviceOf(inside, { ...NOBODY, pid: 6 })).toMatchObject({ name: 'helper', by: 'program' })
  })

  test('nothing where it has ended, or its pid is of another one now', () => {
    const rows = [process(5, 1, 'a')]
    expect(pids(rows, { pid: 6 })).toBeNull()
    expect(pids(rows, { pid: 5, start: 4 })).toBeNull()
    expect(pids(rows, { pid: 5, start: 5 })).toEqual([5])
    expect(pids(rows, {})).toBeNull()
  })
})

test('the elder of a worker stays when the worker is replaced', () => {
  const rows = [process(1, 0, 'a'), process(5, 1, 'a'), process(6, 5, 'a'), process(7, 6, 'a'), process(8, 6, 'b')]
  expect(elderOf(rows, rows[3] as Process).pid).toBe(5)
  expect(elderOf(rows, rows[4] as Process).pid).toBe(8)
})

test('the elder is of the service: what was started by another name is another program, though the kernel calls both alike', () => {
  const rows = [process(1, 0, 'init'), process(5, 1, 'shop', '/', 'node'), process(6, 5, '/usr/bin/node', '/', 'node')]
  const elder = elderOf(rows, rows[2] as Process)
  expect(pids(rows, { pid: elder.pid })).toEqual([6])
})

test('a number that was given again makes nobody the child of its own child', () => {
  // The parent of 5 has ended, which was not read of it yet, and its number is that of a child of 5 by now.
  const rows = [process(1, 0, 'init'), process(5, 9, 'a'), process(9, 5, 'a')]
  expect(elderOf(rows, rows[2] as Process).pid).toBe(5)
  expect(pids(rows, { pid: 9 })).toEqual([5, 9])
})
