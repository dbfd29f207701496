import { describe, expect, test } from 'vitest'
import { CAUSE_KEYS, UNCOUNTED_KEYS } from '../../../src/model/load/cause.ts'
import { decompose, type LoadInput } from '../../../src/model/load/decompose.ts'
import { HIDDEN, type ThreadLook } from '../../../src/model/load/thread.ts'
import { look, sequence, twoCpus } from './look.ts'

function load(threads: readonly ThreadLook[], given: Partial<LoadInput> = {}) {
  return decompose({ threads, ...twoCpus, ...given })
}

const R = (tid: number, given: Partial<ThreadLook> = {}) => look({ tid, state: 'R', ...given })
const sum = (tasks: Readonly<Record<string, number>>) => Object.values(tasks).reduce((a, b) => a + b, 0)

describe('threads in R', () => {
  test('one of each CPU runs, the others wait', () => {
    const seen = load([R(1), R(2), R(3, { processor: 1 }), R(4, { processor: 1 }), R(5, { processor: 1 })])
    expect(seen.tasks).toMatchObject({ on_cpu: 2, waiting: 3 })
    expect(seen.threads.filter((thread) => thread.cause === 'on_cpu').map((thread) => thread.look.tid)).toEqual([1, 3])
  })

  test('the one with the most run time since the look before has the CPU', () => {
    const before = [R(1, { runNs: 100 }), R(2, { runNs: 100 })]
    const after = [R(1, { runNs: 100 }), R(2, { runNs: 900 })]
    const seen = load(after, { before })
    expect(seen.threads.map((thread) => thread.cause)).toEqual(['waiting', 'on_cpu'])
  })

  test('never more on a CPU than there are; an unknown CPU is a free one', () => {
    const unknown = [R(1, { processor: null }), R(2, { processor: null }), R(3)]
    expect(load(unknown, { cpus: 2 }).tasks).toMatchObject({ on_cpu: 2, waiting: 1 })
    expect(load([R(1), R(2, { processor: 1 }), R(3, { processor: 2 })], { cpus: 1 }).tasks.on_cpu).toBe(1)
  })

  test('where it is not told how many CPUs there are, one of each that any ran on', () => {
    const cpus = Number.POSITIVE_INFINITY
    expect(load([R(1), R(2), R(3, { processor: 1 })], { cpus }).tasks).toMatchObject({ on_cpu: 2, waiting: 1 })
  })

  test('our own reader is not counted, neither as a thread nor in procs_running', () => {
    const seen = load([R(1), R(77)], { reader: 77, procsRunning: 2 })
    expect(seen).toMatchObject({ total: 1, waitingNotFound: 0 })
    expect(seen.threads.map((thread) => thread.look.tid)).toEqual([1])
    expect(load([R(77)], { reader: 77, procsRunning: 1 }).total).toBe(0)
  })

  test('other threads of our process count', () => {
    expect(load([R(77), R(78, { pid: 77 })], { reader: 77 }).total).toBe(1)
  })

  test('what procs_running has more waits and is not found', () => {
    expect(load([R(1)], { procsRunning: 5 })).toMatchObject({
      total: 4,
      waitingNotFound: 3,
      tasks: { on_cpu: 1, waiting: 3 },
    })
  })

  test('threads found beyond procs_running stay: two looks, two moments', () => {
    expect(load([R(1), R(2), R(3)], { procsRunning: 2 })).toMatchObject({ total: 3, waitingNotFound: 0 })
  })

  test('procs_running 0 or unknown takes nothing away', () => {
    expect(load([R(1)], { procsRunning: 0 }).total).toBe(1)
    expect(load([R(1)]).total).toBe(1)
  })
})

describe('throttled by a CPU quota', () => {
  const ten = Array.from({ length: 10 }, (_, i) => R(10 + i, { cgroup: '/box/job', runNs: i }))
  const throttled = new Set(['/box'])

  test('in R but off the run queue: as many as procs_running lacks, with a limit far up', () => {
    const seen = load(ten, { procsRunning: 2, throttled })
    expect(seen).toMatchObject({ total: 1, tasks: { on_cpu: 1 }, notCounted: { throttled: 9 } })
  })

  test('those that ran least are the ones', () => {
    const before = ten.map((thread) => ({ ...thread, runNs: 0 }))
    const seen = load(ten, { procsRunning: 3, throttled, before })
    expect(seen.threads.map((thread) => thread.look.tid)).toEqual([18, 19])
  })

  test('one that had no CPU at all is throttled whatever procs_running says', () => {
    const seen = load([R(1, { cgroup: '/box', runNs: 5 }), R(2)], {
      before: [R(1, { cgroup: '/box', runNs: 5 })],
      procsRunning: 3,
      throttled,
    })
    expect(seen).toMatchObject({ total: 2, waitingNotFound: 1, notCounted: { throttled: 1 } })
  })

  test('a cgroup that is not throttled, and a path that only begins alike, stay', () => {
    expect(load(ten, { procsRunning: 2 }).notCounted.throttled).toBe(0)
    expect(load(ten, { procsRunning: 2, throttled: new Set(['/bo']) }).notCounted.throttled).toBe(0)
    expect(load(ten, { procsRunning: 2, throttled: new Set(['/box/job/deeper']) }).total).toBe(10)
  })

  test('the root of a cgroup namespace binds all', () => {
    expect(load(ten, { procsRunning: 2, throttled: new Set(['/']) }).notCounted.throttled).toBe(9)
  })

  test('others in R are never taken for throttled', () => {
    const seen = load([...ten, R(1), R(2, { processor: 1 })], { procsRunning: 1, throttled })
    expect(seen).toMatchObject({ total: 2, notCounted: { throttled: 10 } })
  })
})

describe('what does not count', () => {
  test('idle kernel threads, stopped and traced', () => {
    const seen = load([look({ tid: 1, state: 'I' }), look({ tid: 2, state: 'T' }), look({ tid: 3, state: 't' })])
    expect(seen).toMatchObject({ total: 0, notCounted: { idle: 1, stopped: 2 } })
  })

  test('frozen: the refrigerator, a sleeper in D of v1, one in S of v2', () => {
    const seen = load([
      look({ tid: 1, state: 'D', wchan: '__refrigerator' }),
      look({ tid: 2, state: 'D', wchan: 'hrtimer_nanosleep', frozen: true }),
      look({ tid: 3, state: 'S', frozen: true }),
      look({ tid: 4, state: 'D', wchan: 'submit_bio_wait' }),
      look({ tid: 5, state: 'S' }),
    ])
    expect(seen).toMatchObject({ total: 1, notCounted: { frozen: 3 }, tasks: { d_block: 1 } })
  })

  test('zombies; a dead leader whose threads live is none', () => {
    const seen = load([
      look({ tid: 1, state: 'Z' }),
      look({ tid: 2, state: 'Z' }),
      look({ tid: 3, pid: 2, state: 'R' }),
      look({ tid: 4, state: 'Z' }),
      look({ tid: 5, pid: 4, state: 'Z' }),
    ])
    expect(seen.notCounted.zombie).toBe(2)
    expect(seen.uncounted.map((thread) => [thread.look.tid, thread.why])).toEqual([
      [1, 'zombie'],
      [4, 'zombie'],
    ])
    expect(seen.total).toBe(1)
  })
})

test('a vfork parent without a child to be seen, and the newest of two children', () => {
  const parent = look({ tid: 9, state: 'D', wchan: 'kernel_clone' })
  expect(load([parent]).threads[0]?.says).toContain('vfork parent')
  const child = (tid: number, starttime: number, flags: number) => look({ tid, ppid: 9, starttime, flags })
  const seen = load([parent, child(20, 50, 0x40), child(21, 60, 0x40), child(22, 70, 0)])
  expect(seen.threads[0]?.says).toBe('vfork parent of 21')
})

test('tasks always add up to the total, and every thread is in one place', () => {
  const random = sequence(1)
  const states = ['R', 'S', 'D', 'I', 'T', 't', 'Z', 'X', 'P']
  const wchans = [
    null,
    HIDDEN,
    'submit_bio_wait',
    'percpu_rwsem_wait',
    'kernel_clone',
    '__refrigerator',
    'nothing_known',
  ]
  const cgroups = ['/', '/a', '/a/b', null]
  for (let round = 0; round < 500; round++) {
    const threads = Array.from({ length: random(40) }, (_, tid) =>
      look({
        tid,
        pid: tid - random(2),
        ppid: random(40),
        flags: random(2) * 0x40,
        state: states[random(states.length)] as string,
        wchan: wchans[random(wchans.length)] ?? null,
        processor: random(5) === 0 ? null : random(4),
        runNs: random(3) === 0 ? null : random(2),
        cgroup: cgroups[random(4)] ?? null,
        frozen: random(4) === 0,
      }),
    )
    const cpus = 1 + random(4)
    const seen = load(threads, {
      before: random(2) ? threads.map((thread) => ({ ...thread, runNs: 0 })) : null,
      procsRunning: random(4) === 0 ? null : random(30),
      reader: random(40),
      cpus,
      throttled: new Set(random(2) ? ['/a'] : []),
    })
    expect(sum(seen.tasks)).toBe(seen.total)
    expect(seen.threads.length + seen.waitingNotFound).toBe(seen.total)
    expect(seen.tasks.waiting).toBeGreaterThanOrEqual(seen.waitingNotFound)
    expect(seen.tasks.on_cpu).toBeLessThanOrEqual(cpus)
    expect(sum(seen.notCounted)).toBe(seen.uncounted.length)
    expect(Object.keys(seen.tasks)).toEqual(CAUSE_KEYS)
    expect(Object.keys(seen.notCounted)).toEqual(UNCOUNTED_KEYS)
    const placed = [...seen.threads, ...seen.uncounted].map((thread) => thread.look)
    expect(new Set(placed).size).toBe(placed.length)
  }
})
