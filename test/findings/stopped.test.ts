import { describe, expect, test } from 'vitest'
import { stopped } from '../../src/findings/stopped.ts'
import { listenSource, queueSource } from '../../src/model/sockets/queues.ts'
import { tallied } from '../../src/sample/tally.ts'
import { type Task, tasks } from './cpu-machine.ts'
import { clear, type Files, lookAt, notEvaluable, seen } from './looks.ts'
import { Elsewhere } from './there.ts'

/** As /proc/net/tcp has it: a listener on 8080, or a connection. */
const row = (i: number, state: string, queue: number, inode: number) =>
  `   ${i}: 0100007F:1F90 00000000:0000 ${state} 00000000:${queue.toString(16).padStart(8, '0')} 00:00000000 00000000     0        0 ${inode} 1 0000000000000000 100 0 0 10 0\n`
const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
const listener = (queue: number) => HEAD + row(0, '0A', queue, 555)
const both = (queue: number, bytes: number) => listener(queue) + row(1, '01', bytes, 556)
const files = (queue: number, bytes = 0, more: Files = {}): Files => ({
  ...more,
  '/proc/net/sockstat': 'TCP: inuse 2 orphan 0 tw 0 alloc 2 mem 9\n',
  [listenSource.path]: listener(queue),
  [queueSource.path]: both(queue, bytes),
})
const web = (state: string, change: Partial<Task> = {}): Task => ({
  pid: 20,
  stat: { comm: 'web', state },
  sockets: [555, 556],
  ...change,
})
function look(task: Task, now: Files) {
  const { processes, processesWas } = tasks([task])
  return lookAt(stopped, {
    now,
    was: now,
    processes: { ...processes, tally: tallied(processes.rows, null, new Uint8Array(0)) },
    processesWas,
  })
}

describe('STOPPED', () => {
  test('connections wait for a program that a signal stopped', () => {
    const found = seen(look(web('T'), files(3)))
    expect(found).toMatchObject({ seen: 'critical', value: 3, scope: { pids: [20] } })
    expect(found.says).toBe('3 connections wait on port 8080 for web 20, which was stopped by a signal (T).')
    expect(found.next).toContain('kill -CONT 20')
    const one = seen(look(web('T'), files(1)))
    expect(one.says).toBe('1 connection waits on port 8080 for web 20, which was stopped by a signal (T).')
    expect(one.culprits[0]?.share).toBe('1 connection')
  })

  test('data that is not read is a warning; a debugger is named as such', () => {
    const found = seen(look(web('t'), files(0, 4096)))
    expect(found.seen).toBe('warning')
    expect(found.says).toBe('4.0 KiB of data wait on port 8080 for web 20, which a debugger holds (t).')
  })

  test('frozen with its cgroup, which is shown in S', () => {
    const frozen = (yes: number): Files => ({
      '/proc/self/mountinfo': '30 23 0:26 / /sys/fs/cgroup rw shared:4 - cgroup2 cgroup2 rw\n',
      '/sys/fs/cgroup/app/cgroup.events': `populated 1\nfrozen ${yes}\n`,
    })
    const found = seen(look(web('S', { cgroup: '/app' }), files(2, 0, frozen(1))))
    expect(found.says).toContain('which is frozen with its cgroup /app')
    expect(found.culprits[0]).toMatchObject({ kind: 'cgroup', key: '/app' })
    clear(look(web('S', { cgroup: '/app' }), files(2, 0, frozen(0))))
  })

  test('without a queue a stopped job is left alone', () => {
    expect(clear(look(web('T'), files(0))).evidence).toContainEqual(
      expect.objectContaining({ what: 'stopped processes', seen: 1 }),
    )
  })

  test('one that used CPU moves on: strace stops a program at every call', () => {
    clear(look(web('t', { ran: 0.01 }), files(3)))
  })

  test('a queue of a program that is not stopped is another matter', () => {
    clear(look(web('S'), files(3)))
  })

  test('nothing waits: nobody is looked at', () => {
    expect(clear(lookAt(stopped, { now: { [listenSource.path]: listener(0) } })).evidence[0]?.seen).toBe(0)
  })

  test('data in the buffers of few connections is a sign too, of many it is always there', () => {
    const sockstat = (open: number, pages: number) => ({
      [listenSource.path]: listener(0),
      '/proc/net/sockstat': `sockets: used 9\nTCP: inuse ${open} orphan 0 tw 0 alloc 9 mem ${pages}\n`,
    })
    expect(notEvaluable(lookAt(stopped, { now: sockstat(500, 8) })).missing).toBe('pending')
    clear(lookAt(stopped, { now: sockstat(500, 7) }))
    clear(lookAt(stopped, { now: sockstat(501, 900) }))
  })

  test('sockets could not be read', () => {
    expect(notEvaluable(look(web('T'), {}))).toMatchObject({ source: listenSource.path })
  })
})

describe('STOPPED in another network namespace', () => {
  const there = (open: number, came: number, table: string): Files => ({
    '/proc/net/snmp': `Tcp: CurrEstab PassiveOpens InSegs\nTcp: ${open} 0 ${came}\n`,
    '/proc/net/sockstat': 'TCP: inuse 2 orphan 0 tw 0 alloc 2 mem 9\n',
    [queueSource.path]: table,
  })
  const at = (state: string) => {
    const { processes } = tasks([web(state)])
    return { ...processes, tally: tallied(processes.rows, null, new Uint8Array(0)) }
  }

  test('connections wait for a stopped program: its sockets are read first, then whose they are', () => {
    expect(stopped.namespaced).toBe(true)
    const space = new Elsewhere(stopped)
    const full = there(3, 9, both(3, 0))
    expect(space.asksProcesses()).toBe(false)
    expect(notEvaluable(space.look(full))).toMatchObject({ missing: 'pending' })
    expect(space.asks()).toContain(space.pathOf(queueSource))
    expect(space.asksProcesses()).toBe(false)
    expect(notEvaluable(space.look(full))).toMatchObject({ missing: 'pending' })
    expect(space.asksProcesses()).toBe(true)
    const found = seen(space.look(full, at('T')))
    expect(found).toMatchObject({ seen: 'critical', value: 3, scope: { pids: [20], namespaces: ['7'] } })
    expect(found.says).toBe(
      'In the network namespace of process 20: 3 connections wait on port 8080 for web 20, which was stopped by a signal (T).',
    )
    expect(found.evidence[0]?.from).toBe('/proc/20/net/tcp')
    expect(found.verify).toContain('nsenter -t 20 -n ss -tnlp')
  })

  test('data that nobody reads too', () => {
    const space = new Elsewhere(stopped)
    for (let i = 0; i < 2; i++) space.look(there(2, 9, both(0, 4096)))
    expect(seen(space.look(there(2, 9, both(0, 4096)), at('T')))).toMatchObject({ seen: 'warning', value: 4096 })
    clear(space.look(there(2, 9, both(0, 4096)), at('S')))
  })

  test('data in those of very many is always there', () => {
    const many = (open: number) => there(open, 9, both(0, 4096) + row(2, '01', 0, 557).repeat(open - 1))
    const asks = (open: number) => {
      const space = new Elsewhere(stopped)
      for (let i = 0; i < 2; i++) space.look(many(open))
      return space.asksProcesses()
    }
    expect([asks(500), asks(501)]).toEqual([true, false])
  })

  test('where there is no connection its sockets are not read', () => {
    const space = new Elsewhere(stopped)
    for (let i = 0; i < 3; i++)
      expect(clear(space.look(there(0, i, listener(0)))).evidence).toMatchObject([
        { what: 'connections open', seen: 0 },
      ])
    expect(space.everAsked(queueSource)).toBe(0)
  })

  test('where nothing came since they were found empty they are not read again, nor is anybody asked for them', () => {
    const space = new Elsewhere(stopped)
    for (let i = 0; i < 8; i++) space.look(there(5, 9, both(0, 0)))
    expect(space.everAsked(queueSource)).toBeLessThan(5)
    expect(space.asks()).not.toContain(space.pathOf(queueSource))
    clear(space.look(there(5, 9, both(0, 0))))
    space.look(there(5, 10, both(0, 0)))
    expect(space.asks()).toContain(space.pathOf(queueSource))
    expect(space.asksProcesses()).toBe(false)
  })

  test('where more comes all the time the sign stays: they are read now and then, see RESTING_DEAR', () => {
    const space = new Elsewhere(stopped)
    for (let i = 0; i < 9; i++) {
      space.look(there(5, 9 + i, both(0, 0)))
      expect(space.asks()).toContain(space.pathOf(queueSource))
    }
    expect(space.asksProcesses()).toBe(false)
  })

  test('without the counters, or where the sockets cannot be read, it is not clear', () => {
    expect(notEvaluable(new Elsewhere(stopped).look({})).remedy).toContain('nsenter -t 20 -n whytop why')
    const space = new Elsewhere(stopped)
    const { [queueSource.path]: _, ...unread } = there(3, 9, '')
    for (let i = 0; i < 2; i++) notEvaluable(space.look(unread))
    expect(notEvaluable(space.look(unread))).toMatchObject({ source: space.pathOf(queueSource) })
  })
})
