import { describe, expect, test } from 'vitest'
import { oneThread } from '../../src/findings/one-thread.ts'
import { NO_HISTORY } from '../../src/model/history.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import { listenSource } from '../../src/model/sockets/queues.ts'
import { stat } from '../../src/parse/stat.ts'
import type { Sample } from '../../src/sample/sample.ts'
import { Watcher } from '../../src/watcher.ts'
import { processes, record } from '../model/record.ts'
import { second, type Task, tasks } from './cpu-machine.ts'
import { clear, FACTS, lookAt, notEvaluable, seen } from './looks.ts'

const HALF = second({ cpus: [{ user: 100 }, {}] })
const app = (main: number, other: number): Task => ({
  pid: 20,
  ran: main + other,
  stat: { comm: 'app' },
  sockets: [555],
  threads: [
    { pid: 20, ran: other, stat: { comm: 'app' } },
    { pid: 21, ran: main, stat: { comm: 'worker' } },
  ],
})
const look = (task: Task, files = HALF) => lookAt(oneThread, { ...files, ...tasks([task]) })
/** A listener with connections that wait, as /proc/net/tcp has it. */
const listener = (queue: number) =>
  `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n   0: 00000000:1F90 00000000:0000 0A 00000000:${queue.toString(16).padStart(8, '0')} 00:00000000 00000000     0        0 555 1 0000000000000000 100 0 0 10 0\n`

describe('ONE-THREAD', () => {
  test('is info by itself, also on two CPUs', () => {
    const found = seen(look(app(0.95, 0.02)))
    expect(found).toMatchObject({ seen: 'info', hold: false, value: 0.95 })
    expect(found.says).toBe('One thread worker 21 uses 95.0 % of a CPU while 50.0 % of all CPU time is idle.')
    expect(found.culprits[0]).toMatchObject({ kind: 'thread', key: '20:20:21' })
  })

  test('is a warning when connections wait for it', () => {
    const read = (queue: number) => ({ ...HALF, now: { ...HALF.now, [listenSource.path]: listener(queue) } })
    const found = seen(look(app(0.95, 0.02), read(7)))
    expect(found.seen).toBe('warning')
    expect(found.says).toContain('7 connections wait for app')
    expect(seen(look(app(0.95, 0.02), read(0))).seen).toBe('info')
  })

  test('at its limit, and below', () => {
    expect(seen(look(app(0.9, 0.02))).hold).toBe(false)
    expect(seen(look(app(0.8, 0.02))).hold).toBe(true)
    clear(look(app(0.7, 0.02)))
  })

  test('a program whose other threads work too is not bound by one', () => {
    clear(look(app(0.95, 0.25)))
  })

  test('the CPUs beside its own are idle half of the time at least, however many they are', () => {
    const beside = (...busy: readonly number[]) => second({ cpus: [{ user: 100 }, ...busy.map((user) => ({ user }))] })
    expect(seen(look(app(0.95, 0.02), beside(45))).hold).toBe(false)
    clear(look(app(0.95, 0.02), beside(55)))
    expect(seen(look(app(0.95, 0.02), beside(90, 50, 5))).hold).toBe(false)
    clear(look(app(0.95, 0.02), beside(90, 60, 5)))
    clear(look(app(0.8, 0.02), second({ cpus: [{ user: 80 }] })))
  })

  test('a full machine is another matter', () => {
    clear(look(app(0.95, 0.02), second({ cpus: [{ user: 100 }, { user: 90 }] })))
  })

  test('one sample, and threads that are only looked at from now on', () => {
    expect(notEvaluable(lookAt(oneThread, HALF)).missing).toBe('pending')
    clear(lookAt(oneThread, second({ cpus: [{ user: 20 }, {}] })))
    expect(notEvaluable(lookAt(oneThread, { now: HALF.now })).missing).toBe('pending')
  })

  test('who holds which socket is asked only where a connection waits', () => {
    const asked = (queue: number) => {
      const value = listenSource.parse(Buffer.from(listener(queue)))
      const files = new Map([[listenSource.path, { value, at: 1e9 }]])
      return oneThread.dear?.({ after: { at: 1e9, files, processes: null }, before: null }).processes?.everybody
    }
    expect([asked(0), asked(2)]).toEqual([[], ['sockets']])
  })

  // Rates, the threads that they ask for, rates of these, and then three sightings: `why` takes as many on any machine.
  test('needs six looks from the start', () => {
    const watcher = new Watcher([oneThread], { ...FACTS, clock: 'live' }, {}, true)
    const told: number[] = []
    let after: Sample | null = null
    let before: Sample | null = null
    for (let second = 1; second <= 6; second++) {
      const wants = watcher.wants(after && { after, before })
      const at = second * 1e9
      const cpus = [
        `cpu  ${100 * second} 0 0 ${100 * second}`,
        `cpu0 ${100 * second} 0 0 0`,
        `cpu1 0 0 0 ${100 * second}`,
      ]
      const text = Buffer.from(
        `${cpus.map((cpu) => `${cpu} 0 0 0 0 0 0\n`).join('')}intr 1\nctxt 1\nbtime 1\nprocesses 1\nprocs_running 1\nprocs_blocked 0\n`,
      )
      const table = wants.processes && processes(second, [record(20, {}, { movedAt: at })], [at])
      before = after
      after = { at, files: new Map([[stat.path, { value: stat.parse(text), at }]]), processes: table }
      told.push(watcher.look(new Snapshot({ after, before }, FACTS, NO_HISTORY))?.list.length ?? 0)
    }
    expect(told).toEqual([0, 0, 0, 0, 0, 1])
  })
})
