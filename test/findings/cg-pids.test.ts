import { describe, expect, test } from 'vitest'
import { cgPids } from '../../src/findings/cg-pids.ts'
import { parseMountinfo } from '../../src/parse/mountinfo.ts'
import type { Processes } from '../../src/sample/process.ts'
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

const had = (refused: number) => ({
  refusals: new Map([[FOLDER, { at: 995e9, refused }]]),
  troubled: new Map<string, number>(),
})

describe('a cgroup that may not make more processes', () => {
  test('has forks that were refused', () => {
    const look = seen(lookAt(cgPids, { ...group(100, '100', 7), kept: had(4) }))
    expect(look).toMatchObject({ seen: 'critical', value: 3, scope: { cgroups: ['/app.slice/web'] } })
    expect(look.says).toBe('/app.slice/web could not fork 3 times: it may have 100 threads (pids.max).')
    expect(look.kept).toEqual({
      refusals: new Map([[FOLDER, { at: 1000e9, refused: 7 }]]),
      troubled: new Map([[FOLDER, 1000e9]]),
    })
  })

  test('what was refused before whytop looked is past', () => {
    clear(lookAt(cgPids, { ...group(10, '100', 7), kept: had(7) }))
    clear(lookAt(cgPids, group(10, '100', 7)))
  })

  test('was refused some and has room again', () => {
    expect(seen(lookAt(cgPids, { ...group(10, '100', 7), kept: had(6) }))).toMatchObject({
      seen: 'warning',
      hold: false,
    })
  })

  test('or is near its limit', () => {
    const look = seen(lookAt(cgPids, group(98, '100', 0)))
    expect(look).toMatchObject({ seen: 'critical', hold: false, value: 98 })
    expect(look.says).toBe(
      '/app.slice/web has 98 of 100 threads that pids.max allows (98.0 %); then its programs cannot fork.',
    )
    expect(seen(lookAt(cgPids, group(80, '100', 0)))).toMatchObject({ seen: 'warning', hold: false })
    expect(seen(lookAt(cgPids, group(79, '100', 0))).hold).toBe(true)
    clear(lookAt(cgPids, group(74, '100', null)))
  })

  test('one that is full is told before one that was refused a fork once', () => {
    const files = (folder: string, current: number, refused: number) => ({
      [`${folder}/pids.current`]: `${current}\n`,
      [`${folder}/pids.max`]: '100\n',
      [`${folder}/pids.events`]: `max ${refused}\n`,
    })
    const other = [{ id: 0, controllers: [], path: '/app.slice/db' }]
    const rows = [
      record(9, { comm: 'web' }, { more: { cgroup } }),
      record(10, { comm: 'db' }, { more: { cgroup: { at: 1000e9, value: other } } }),
    ]
    const now = {
      '/proc/self/mountinfo': MOUNTS,
      ...files(FOLDER, 20, 7),
      ...files('/sys/fs/cgroup/app.slice/db', 99, 0),
    }
    const look = seen(lookAt(cgPids, { now, processes: processes(1000, rows, [0, 0]), kept: had(6) }))
    expect(look).toMatchObject({ seen: 'critical', scope: { cgroups: ['/app.slice/db'] } })
  })

  test('in trouble it is read at every look, others have their turn; of thousands all in some minutes', () => {
    const many = (count: number) => {
      const value = (i: number) => [{ id: 0, controllers: [], path: i === 0 ? '/app.slice/web' : `/g${i}` }]
      const rows = Array.from({ length: count }, (_, i) =>
        record(i + 1, { comm: 'web' }, { more: { cgroup: { at: 0, value: value(i) } } }),
      )
      return processes(1000, rows, Array(count).fill(0))
    }
    const files = new Map([['/proc/self/mountinfo', { at: 0, value: parseMountinfo(Buffer.from(MOUNTS)) }]])
    const read = (all: Processes, second: number, kept: Parameters<typeof cgPids.see>[2]) => {
      const sources = cgPids.dear?.({ after: { at: second * 1e9, files, processes: all }, before: null }, kept).sources
      return (sources ?? []).filter(({ path }) => path.endsWith('pids.max')).map(({ path }) => path)
    }
    const hundred = many(100)
    const looks = Array.from({ length: 10 }, (_, look) => look * 5)
    const kept = { refusals: new Map(), troubled: new Map([[FOLDER, 1e9]]) }
    expect(looks.filter((second) => read(hundred, second, kept).includes(`${FOLDER}/pids.max`))).toEqual(looks)
    expect(looks.filter((second) => read(hundred, second, null).includes(`${FOLDER}/pids.max`))).not.toEqual(looks)
    const thousands = many(5000)
    const seen = Array.from({ length: 60 }, (_, look) => read(thousands, look * 5, null))
    expect(new Set(seen.flat()).size).toBe(5001)
    expect(Math.max(...seen.map(({ length }) => length))).toBeLessThanOrEqual(101)
  })

  test('one without a limit is none', () => {
    clear(lookAt(cgPids, { ...group(5000, 'max', 0), kept: had(0) }))
  })

  test('is not known before processes were looked at', () => {
    expect(notEvaluable(lookAt(cgPids, { now: {} })).missing).toBe('pending')
  })
})
