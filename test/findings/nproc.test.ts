import { describe, expect, test } from 'vitest'
import { nproc } from '../../src/findings/nproc.ts'
import { processes, record } from '../model/record.ts'
import { clear, lookAt, notEvaluable, seen } from './looks.ts'

const limits = (soft: number | 'unlimited') =>
  `Limit                     Soft Limit           Hard Limit           Units     \nMax processes             ${String(soft).padEnd(20)} ${String(soft).padEnd(20)} processes \n`

/** Two processes of one user with so many threads together. */
function user(threads: number, soft: number | 'unlimited', { uid = 1000, other = soft } = {}) {
  const owner = { owner: { at: 1000e9, value: uid } }
  const rows = [
    record(9, { comm: 'worker', starttime: 9, threads: threads - 2 }, { more: owner }),
    record(10, { comm: 'sh', starttime: 10, threads: 2 }, { more: owner }),
  ]
  return {
    now: {
      '/proc/9/limits': limits(soft),
      '/proc/10/limits': limits(other),
      '/etc/passwd': 'joe:x:1000:1000::/home/joe:/bin/sh\n',
    },
    processes: processes(1000, rows, [0, 0]),
  }
}

describe('a user who may not make more processes', () => {
  test('is named, with what has most threads', () => {
    const look = seen(lookAt(nproc, user(40, 40)))
    expect(look).toMatchObject({ seen: 'critical', value: 100 })
    expect(look.says).toBe(
      'joe has 40 of 40 threads (100.0 %); then its programs cannot fork. worker 9 has 38 of them.',
    )
    expect(look.culprits.map(({ kind, name }) => [kind, name])).toEqual([
      ['user', 'joe'],
      ['process', 'worker 9'],
    ])
  })

  test('at the limits', () => {
    clear(lookAt(nproc, user(74, 100)))
    expect(seen(lookAt(nproc, user(79, 100))).hold).toBe(true)
    expect(seen(lookAt(nproc, user(80, 100)))).toMatchObject({ seen: 'warning', hold: false })
    expect(seen(lookAt(nproc, user(95, 100))).seen).toBe('critical')
  })

  test('the lowest limit among its processes counts', () => {
    expect(seen(lookAt(nproc, user(40, 10_000, { other: 41 }))).scope).toEqual({ pids: [9, 10] })
  })

  test('root is not bound, and no limit is none', () => {
    clear(lookAt(nproc, user(40, 40, { uid: 0 })))
    clear(lookAt(nproc, user(40, 'unlimited')))
  })

  test('is not known before processes were looked at', () => {
    expect(notEvaluable(lookAt(nproc, { now: {} })).missing).toBe('pending')
  })
})
