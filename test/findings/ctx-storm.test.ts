import { describe, expect, test } from 'vitest'
import { ctxStorm } from '../../src/findings/ctx-storm.ts'
import { second, type Task, tasks } from './cpu-machine.ts'
import { clear, lookAt, notEvaluable, seen } from './looks.ts'

const files = (each: number, system = 40) =>
  second({ cpus: [{ system }, { system }], lines: [0, 0], switches: each * 2 })
const pong = (pid: number, slices: number): Task => ({ pid, ran: 0.4, slices, stat: { comm: 'pong', pgrp: 10 } })

describe('CTX-STORM', () => {
  test('names the thread that is switched most', () => {
    const found = seen(lookAt(ctxStorm, { ...files(60_000), ...tasks([pong(10, 400), pong(11, 59_000)]) }))
    expect(found).toMatchObject({ seen: 'info', value: 60_000, hold: false })
    expect(found.culprits[0]).toMatchObject({ key: '11:11', share: '59.0k times/s' })
    expect(found.says).toContain('pong 11 is switched most')
  })

  test('a victim makes it a warning', () => {
    const web: Task = { pid: 99, ran: 0.6, waited: 0.4, stat: { comm: 'web', pgrp: 99 } }
    expect(seen(lookAt(ctxStorm, { ...files(60_000), ...tasks([pong(10, 400), pong(11, 5e4), web]) })).seen).toBe(
      'warning',
    )
  })

  test('at its limit and its exit; cheap switches are none', () => {
    expect(seen(lookAt(ctxStorm, files(30_000))).hold).toBe(false)
    expect(seen(lookAt(ctxStorm, files(20_000))).hold).toBe(true)
    clear(lookAt(ctxStorm, files(19_999)))
    clear(lookAt(ctxStorm, files(60_000, 19)))
  })

  test('one sample', () => {
    expect(notEvaluable(lookAt(ctxStorm, { now: files(60_000).now })).missing).toBe('pending')
  })
})
