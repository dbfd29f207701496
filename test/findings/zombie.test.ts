import { describe, expect, test } from 'vitest'
import { zombie } from '../../src/findings/zombie.ts'
import { tallied } from '../../src/sample/tally.ts'
import { type Task, tasks } from './cpu-machine.ts'
import { clear, lookAt, notEvaluable, seen } from './looks.ts'

const PARENT: Task = { pid: 20, stat: { comm: 'server' } }
const dead = (count: number, ppid: number, from = 100, threads = 1): readonly Task[] =>
  Array.from({ length: count }, (_, i) => ({ pid: from + i, stat: { comm: 'cgi', state: 'Z', ppid, threads } }))
function look(
  all: readonly Task[],
  more: { readonly kept?: { at: number; zombies: number }; readonly most?: number } = {},
) {
  const { processes } = tasks([PARENT, ...all])
  const tally = tallied(processes.rows, null, new Uint8Array(0))
  const now = { '/proc/sys/kernel/pid_max': `${more.most ?? 32768}\n` }
  return lookAt(zombie, { now, processes: { ...processes, tally }, ...(more.kept && { kept: more.kept }) })
}

describe('ZOMBIE', () => {
  test('of one parent, which is named', () => {
    const found = seen(look(dead(5, 20)))
    expect(found).toMatchObject({ seen: 'info', value: 5, scope: { pids: [20] } })
    expect(found.says).toBe('5 processes have ended and keep their pid: server 20 does not wait for 5 of them.')
    clear(look(dead(4, 20)))
  })

  test('of many parents, in all', () => {
    const spread = (count: number) => Array.from({ length: count }, (_, i) => dead(1, 1000 + i, 100 + i)).flat()
    seen(look(spread(20)))
    clear(look(spread(19)))
  })

  test('that get more are a warning', () => {
    expect(seen(look(dead(30, 20), { kept: { at: 990e9, zombies: 20 } })).seen).toBe('warning')
    expect(seen(look(dead(30, 20), { kept: { at: 990e9, zombies: 21 } })).seen).toBe('info')
  })

  test('a tenth of all pids is critical', () => {
    expect(seen(look(dead(30, 20), { most: 300 })).seen).toBe('critical')
    expect(seen(look(dead(30, 20), { most: 301 })).seen).toBe('info')
  })

  test('of pid 1 an init is missing', () => {
    expect(seen(look(dead(6, 1))).next).toContain('init')
  })

  test('a leader that has ended while its threads go on is none', () => {
    clear(look(dead(30, 20, 100, 3)))
  })

  test('processes not looked at', () => {
    expect(notEvaluable(lookAt(zombie, { now: {} })).missing).toBe('pending')
  })
})
