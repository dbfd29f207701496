import { describe, expect, test } from 'vitest'
import { rtHog } from '../../src/findings/rt-hog.ts'
import { second, type Task, tasks } from './cpu-machine.ts'
import { clear, lookAt, notEvaluable, seen } from './looks.ts'

const FIFO = 1
const files = (line: number) => second({ cpus: [{ user: 99 }, {}], lines: [line, 0] })
const spin = (ran: number, change: Partial<Task['stat']> = {}): Task => ({
  pid: 10,
  ran,
  stat: { comm: 'audio', policy: FIFO, rtPriority: 50, processor: 0, ...change },
})
const look = (line: number, task: Task) => lookAt(rtHog, { ...files(line), ...tasks([task]) })

describe('RT-HOG', () => {
  test('others wait behind it', () => {
    const found = seen(look(1, spin(0.8)))
    expect(found).toMatchObject({ seen: 'warning', hold: false, value: 0.8 })
    expect(found.says).toBe(
      'Threads of normal class wait for CPU 0: audio 10 runs there in 80.0 % of the time, as FF/50.',
    )
    expect(seen(look(1, spin(0.95))).seen).toBe('critical')
  })

  test('nobody waits: info', () => {
    expect(seen(look(0.1, spin(0.95))).seen).toBe('info')
  })

  test('one thread of a program, of which the leader is of normal class', () => {
    const threads = [
      { pid: 10, ran: 0 },
      { ...spin(0.9), pid: 11 },
    ]
    const found = seen(look(1, { pid: 10, ran: 0.9, stat: { comm: 'jack', threads: 2 }, threads }))
    expect(found.culprits[0]).toMatchObject({ kind: 'thread', key: '10:10:11' })
  })

  test('at its limit and its exit', () => {
    expect(seen(look(1, spin(0.7))).hold).toBe(false)
    expect(seen(look(1, spin(0.6))).hold).toBe(true)
    clear(look(1, spin(0.49)))
  })

  test('normal classes and the kernel’s own are none', () => {
    clear(look(1, spin(0.99, { policy: 0 })))
    clear(look(1, spin(0.99, { comm: 'migration/0' })))
  })

  test('threads are looked at only where a CPU is full and somebody waits', () => {
    clear(lookAt(rtHog, files(0.1)))
    expect(notEvaluable(lookAt(rtHog, files(1))).missing).toBe('pending')
  })

  test('one sample', () => {
    expect(notEvaluable(lookAt(rtHog, { now: files(1).now })).missing).toBe('pending')
  })
})
