import { describe, expect, test } from 'vitest'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { jobsOf } from '../../../src/model/load/jobs.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import type { Process } from '../../../src/sample/process.ts'
import { FACTS } from '../../findings/looks.ts'
import { processes, record } from '../record.ts'

const inGroup = (path: string) => ({ more: { cgroup: { at: 0, value: [{ id: 0, controllers: [], path }] } } })
function jobs(rows: readonly Process[], self: number | null = null) {
  const after = {
    at: 1e9,
    files: new Map(),
    processes: processes(
      1,
      rows,
      rows.map(() => 0),
    ),
  }
  const { keyOf, leaderOf, cgroupOf } = jobsOf(new Snapshot({ after, before: null }, { ...FACTS, self }, NO_HISTORY))
  const row = (pid: number) => rows.find((one) => one.pid === pid) as Process
  return {
    same: (a: number, b: number) => keyOf(row(a)) === keyOf(row(b)),
    leader: (pid: number) => leaderOf(row(pid)).pid,
    cgroup: (pid: number) => cgroupOf(row(pid)),
  }
}

describe('what belongs together', () => {
  test('a service is its cgroup', () => {
    const { same, cgroup } = jobs([
      record(10, {}, inGroup('/a.service')),
      record(11, {}, inGroup('/a.service')),
      record(12, {}, inGroup('/b.service')),
    ])
    expect([same(10, 11), same(10, 12), cgroup(10)]).toEqual([true, false, '/a.service'])
  })

  test('within a login, the root, and where whytop runs itself, a process group is', () => {
    for (const path of ['/', '/user.slice/user-1000.slice/session-2.scope', '/docker/1f', '/init.scope']) {
      const group = inGroup(path)
      const rows = [
        record(10, { pgrp: 10 }, group),
        record(11, { pgrp: 10 }, group),
        record(12, { pgrp: 12 }, group),
        record(13, {}, inGroup('/docker/1f')),
      ]
      const { same, cgroup, leader } = jobs(rows, 13)
      expect([same(10, 11), same(10, 12), cgroup(10), leader(11)]).toEqual([true, false, null, 10])
    }
  })

  test('sessions of a database, each of which leads a group of its own, are one job', () => {
    const backend = (pid: number) => record(pid, { pgrp: pid, ppid: 5, comm: 'postgres' })
    const other = record(22, { pgrp: 22, ppid: 5, comm: 'logger' })
    const { same } = jobs([record(5, { comm: 'postgres' }), backend(20), backend(21), other])
    expect([same(20, 21), same(20, 22)]).toEqual([true, false])
  })

  test('what init has started has only its parent in common', () => {
    const { same } = jobs([
      record(20, { pgrp: 20, ppid: 1, comm: 'sh' }),
      record(21, { pgrp: 21, ppid: 1, comm: 'sh' }),
    ])
    expect(same(20, 21)).toBe(false)
  })
})
