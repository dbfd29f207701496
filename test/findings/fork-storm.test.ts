import { describe, expect, test } from 'vitest'
import { forkStorm } from '../../src/findings/fork-storm.ts'
import { second, type Task, tasks } from './cpu-machine.ts'
import { clear, lookAt, notEvaluable, seen } from './looks.ts'

const files = (forks: number) =>
  second({
    cpus: [
      { system: 60, user: 40 },
      { system: 60, user: 40 },
    ],
    forks,
    lines: [1, 1],
  })
const shell = (ticks: number): Task => ({
  pid: 10,
  ran: 0.1,
  stat: { comm: 'sh', pgrp: 10 },
  grows: { cutime: ticks / 2, cstime: ticks / 2 },
})
const look = (forks: number, ...all: readonly Task[]) => lookAt(forkStorm, { ...files(forks), ...tasks(all) })

describe('FORK-STORM', () => {
  test('names the parent by what its children used, which no row shows', () => {
    const found = seen(look(4057, shell(180)))
    expect(found).toMatchObject({ seen: 'warning', value: 4057, hold: false })
    expect(found.says).toBe('4,057 processes/s are made and end at once; those of sh 10 used 1.80 CPUs.')
    expect(found.culprits[0]).toMatchObject({ key: '10:10', share: '1.80 CPUs in children' })
  })

  test('a build makes many too: info while nobody else waits', () => {
    expect(seen(look(150, shell(180))).seen).toBe('info')
    const web: Task = { pid: 99, ran: 0.4, waited: 0.6, stat: { comm: 'web', pgrp: 99 } }
    const hog: Task = { pid: 11, ran: 0.9, stat: { comm: 'cc1', pgrp: 10 } }
    expect(seen(look(150, shell(180), hog, web)).seen).toBe('critical')
  })

  test('at its limit and its exit', () => {
    expect(seen(look(100, shell(180))).hold).toBe(false)
    expect(seen(look(99, shell(180))).hold).toBe(true)
    clear(look(49, shell(180)))
  })

  test('threads that are made and live, or children that use nothing, are none', () => {
    clear(look(4000, shell(0)))
    clear(look(4000, shell(20)))
  })

  test('a child that lived long and ends in this second is no storm', () => {
    clear(look(4000, shell(360_000)))
  })

  test('one sample, and processes that are only looked at from now on', () => {
    expect(notEvaluable(lookAt(forkStorm, files(500))).missing).toBe('pending')
    expect(notEvaluable(lookAt(forkStorm, { now: files(500).now })).missing).toBe('pending')
  })
})
