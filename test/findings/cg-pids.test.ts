import { describe, expect, test } from 'vitest'
import { cgPids } from '../../src/findings/cg-pids.ts'
import { processes, record } from '../model/record.ts'
import { clear, type Files, lookAt, notEvaluable, seen } from './looks.ts'

const MOUNTS = '30 1 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup rw\n'
const FOLDER = '/sys/fs/cgroup/app.slice/web'
const cgroup = { at: 1000e9, value: [{ id: 0, controllers: [], path: '/app.slice/web' }] }
const WHO = processes(1000, [record(9, { comm: 'web' }, { more: { cgroup } })], [0])

function group(current: number, max: string, refused: number | null) {
  const now: Files = {
    '/proc/self/mountinfo': MOUNTS,
    [`${FOLDER}/pids.current`]: `${current}\n`,
    [`${FOLDER}/pids.max`]: `${max}\n`,
    ...(refused !== null && { [`${FOLDER}/pids.events`]: `max ${refused}\n` }),
  }
  return { now, processes: WHO }
}

const had = (refused: number) => new Map([[FOLDER, { at: 995e9, refused }]])

describe('a cgroup that may not make more processes', () => {
  test('has forks that were refused', () => {
    const look = seen(lookAt(cgPids, { ...group(100, '100', 7), kept: had(4) }))
    expect(look).toMatchObject({ seen: 'warning', value: 3, scope: { cgroups: ['/app.slice/web'] } })
    expect(look.says).toBe('/app.slice/web could not fork 3 times: it may have 100 threads (pids.max).')
    expect(look.kept).toEqual(new Map([[FOLDER, { at: 1000e9, refused: 7 }]]))
  })

  test('what was refused before whytop looked is past', () => {
    clear(lookAt(cgPids, { ...group(10, '100', 7), kept: had(7) }))
    clear(lookAt(cgPids, group(10, '100', 7)))
  })

  test('or is near its limit', () => {
    expect(seen(lookAt(cgPids, group(90, '100', 0)))).toMatchObject({ seen: 'info', hold: false })
    expect(seen(lookAt(cgPids, group(89, '100', 0))).hold).toBe(true)
    clear(lookAt(cgPids, group(84, '100', null)))
  })

  test('one without a limit is none', () => {
    clear(lookAt(cgPids, { ...group(5000, 'max', 0), kept: had(0) }))
  })

  test('is not known before processes were looked at', () => {
    expect(notEvaluable(lookAt(cgPids, { now: {} })).missing).toBe('pending')
  })
})
