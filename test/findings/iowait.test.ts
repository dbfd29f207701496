import { describe, expect, test } from 'vitest'
import { iowait } from '../../src/findings/iowait.ts'
import { second, type Task, tasks } from './cpu-machine.ts'
import { clear, lookAt, notEvaluable, seen } from './looks.ts'

const files = (some: number, blocked = 1, waiting = 20) =>
  second({ cpus: [{ iowait: waiting }, {}], io: [some, 0], blocked })
const stuck = (pid: number, slices: number): Task => ({
  pid,
  slices,
  ran: slices / 1000,
  wchan: 'folio_wait_bit_common',
  stat: { comm: 'dd', state: 'D' },
})

describe('IOWAIT', () => {
  test('one reader that waits is info, however long', () => {
    const found = seen(lookAt(iowait, { ...files(95), ...tasks([stuck(10, 5)]) }))
    expect(found).toMatchObject({ seen: 'info', hold: false, value: 0.95 })
    expect(found.says).toBe('dd 10 waits for a disk: in 95.0 % of the time somebody did.')
  })

  test('many that are hardly served are a warning; many that are, not', () => {
    const four = (slices: number) => tasks([10, 11, 12, 13].map((pid) => stuck(pid, slices)))
    expect(seen(lookAt(iowait, { ...files(95), ...four(5) })).seen).toBe('warning')
    expect(seen(lookAt(iowait, { ...files(95), ...four(20) })).seen).toBe('info')
  })

  test('at its limit, below it, and below its exit', () => {
    expect(seen(lookAt(iowait, files(10))).hold).toBe(false)
    expect(seen(lookAt(iowait, files(9.9))).hold).toBe(true)
    expect(clear(lookAt(iowait, files(4.9))).evidence[0]).toMatchObject({ seen: expect.closeTo(4.9), limit: 10 })
  })

  test('a share of the box alone says nothing: nobody is blocked', () => {
    clear(lookAt(iowait, files(60, 0, 90)))
  })

  test('without PSI iowait in CPUs stands for it', () => {
    expect(seen(lookAt(iowait, second({ cpus: [{ iowait: 25 }, {}], blocked: 1 }))).hold).toBe(false)
    clear(lookAt(iowait, second({ cpus: [{ iowait: 5 }, {}], blocked: 1 })))
  })

  test('one sample', () => {
    expect(notEvaluable(lookAt(iowait, { now: files(50).now })).missing).toBe('pending')
  })
})
