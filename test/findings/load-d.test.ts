import { describe, expect, test } from 'vitest'
import { loadD } from '../../src/findings/load-d.ts'
import { SOME_PROCESSES, snapshotOf } from '../snapshot-of.ts'
import { falling, second, type Task, tasks } from './cpu-machine.ts'
import { clear, limitsOf, lookAt, notEvaluable, seen } from './looks.ts'

const files = (system = 0) =>
  second({ cpus: [{ system }, { system }, { system }, { system }], blocked: 1, load: [3, 1, 1] })
const stuck = (pid: number, change: Partial<Task> = {}): Task => ({
  pid,
  slices: 0,
  wchan: 'folio_wait_bit_common',
  stat: { comm: 'cp', state: 'D' },
  ...change,
})
const look = (all: readonly Task[], system = 0) => lookAt(loadD, { ...files(system), ...tasks(all) })

describe('LOAD-D', () => {
  test('threads that are not served, with what they wait for', () => {
    const found = seen(look([stuck(10), stuck(11)]))
    expect(found).toMatchObject({ seen: 'warning', value: 2, scope: { pids: [10, 11] } })
    expect(found.says).toBe(
      '2 threads are stuck in the kernel, cp 10 first: it waits until a page is read; the load is 3.00, while CPUs are 100.0 % idle.',
    )
  })

  test('never says that CPUs have no part in it while the kernel is busy', () => {
    expect(seen(look([stuck(10), stuck(11)], 40)).says).not.toContain('idle')
  })

  test('full CPUs have their part in the load, and are not told as idle', () => {
    const full = second({ cpus: [{ user: 100 }, { user: 100 }], blocked: 1, load: [4, 1, 1] })
    const { says } = seen(lookAt(loadD, { ...full, ...tasks([stuck(10), stuck(11)]) }))
    expect(says).toContain('the load is 4.00, of which the CPUs have their part: they are 100.0 % busy.')
    expect(says).not.toContain('idle')
    const nearly = second({ cpus: [{ user: 79 }, { user: 79 }], blocked: 1, load: [4, 1, 1] })
    expect(seen(lookAt(loadD, { ...nearly, ...tasks([stuck(10), stuck(11)]) })).says).toContain('21.0 % idle')
  })

  test('at half a thread for each CPU; one alone is a slow reader', () => {
    clear(look([stuck(10)]))
    const wide = second({ cpus: Array.from({ length: 8 }, () => ({})), blocked: 1 })
    clear(lookAt(loadD, { ...wide, ...tasks([stuck(10), stuck(11), stuck(12)]) }))
    seen(lookAt(loadD, { ...wide, ...tasks([stuck(10), stuck(11), stuck(12), stuck(13)]) }))
  })

  test('of an odd number of CPUs the limit is the next whole thread', () => {
    const five = second({ cpus: Array.from({ length: 5 }, () => ({})), blocked: 1 })
    expect(clear(lookAt(loadD, { ...five, ...tasks([stuck(10), stuck(11)]) })).evidence[0]?.limit).toBe(3)
    seen(lookAt(loadD, { ...five, ...tasks([stuck(10), stuck(11), stuck(12)]) }))
  })

  test('threads that get their I/O done again and again are info', () => {
    const served = { ran: 0.1, slices: 20 }
    expect(seen(look([stuck(10, served), stuck(11, served)])).seen).toBe('info')
    expect(seen(look([stuck(10, { ran: 0.1, slices: 19 }), stuck(11)])).seen).toBe('warning')
  })

  test('parents of a vfork are told apart', () => {
    const vfork = { wchan: 'kernel_clone', stat: { comm: 'sh', state: 'D' } }
    const found = seen(look([stuck(10, vfork), stuck(11, vfork)]))
    expect(found.seen).toBe('info')
    expect(found.says).toContain('2 parents wait for their vfork child')
  })

  describe('of a mix with parents of a vfork', () => {
    const parent = (pid: number) => stuck(pid, { wchan: 'kernel_clone', stat: { comm: 'sh', state: 'D' } })
    const said = (...all: readonly Task[]) => seen(look(all)).says.split('; the load')[0]

    test('the one that waits for something is told first', () => {
      const found = seen(look([parent(8), parent(9), stuck(10)]))
      expect(found).toMatchObject({ seen: 'info', value: 3, scope: { pids: [10, 8, 9] } })
      expect(found.says).toBe(
        'cp 10 is stuck in the kernel: it waits until a page is read, and 2 parents wait for their vfork child; the load is 3.00, while CPUs are 100.0 % idle.',
      )
      expect(found.culprits.map(({ name }) => name)).toEqual(['cp 10', 'sh 8', 'sh 9'])
      expect(said(parent(9), stuck(10))).toContain('is read, and a parent waits for its vfork child')
    })

    test('enough that wait for something are told alone', () => {
      expect(said(parent(9), stuck(10), stuck(11))).toBe(
        '2 threads are stuck in the kernel, cp 10 first: it waits until a page is read',
      )
    })

    test('parents alone have to do with no disk', () => {
      const device = { '/proc/diskstats': '   8       0 sda 1 0 8 1 1 0 8 1 3 1 1\n' }
      const at = { was: { ...files().was, ...device }, now: { ...files().now, ...device } }
      const of = (...all: readonly Task[]) => seen(lookAt(loadD, { ...at, ...tasks(all) }))
      expect(of(stuck(10), parent(9)).says).toContain('until a page is read on sda, and a parent')
      const alone = of(parent(8), parent(9))
      expect(alone.says).toMatch(/^2 parents wait for their vfork child, which counts as load; the load/)
      expect(alone.culprits.map(({ kind }) => kind)).toEqual(['process', 'process'])
      expect(alone.next).toContain('child')
      expect(alone.caution).toContain('KILL ends')
    })

    test('one alone, where the limits are so low', () => {
      const one = { ...second({ cpus: [{}], blocked: 1 }), limits: { threads: 1 } }
      const says = (task: Task) => seen(lookAt(loadD, { ...one, ...tasks([task]) })).says
      expect(says(parent(9))).toMatch(/^A parent waits for its vfork child, which counts as load;/)
      expect(says(stuck(10))).toMatch(/^cp 10 is stuck in the kernel: it waits until a page is read;/)
    })
  })

  test('what is said of the first is what it waits for itself, and most wait for the same', () => {
    const found = seen(look([stuck(10, { wchan: 'of_nobody' }), stuck(11), stuck(12)]))
    expect(found.says).toContain('3 threads are stuck in the kernel, cp 11 first: it waits until a page is read')
    expect(found.culprits[0]?.name).toBe('cp 11')
    const cgroup = { wchan: 'mem_cgroup_handle_over_high' }
    expect(seen(look([stuck(10, cgroup), stuck(11, cgroup)])).says).toContain('cp 10 first: its cgroup is over')
  })

  test('a disk is named where somebody may wait for it, and not beside a wait for memory', () => {
    const busy = { ...files(), ...tasks([]) }
    const with5 = (...all: readonly Task[]) => {
      const of = { ...busy, ...tasks(all) }
      const disk = { '/proc/diskstats': ' 254 0 vda 100 0 800 10 0 0 0 0 5 10 10\n' }
      return seen(lookAt(loadD, { ...of, was: { ...of.was, ...disk }, now: { ...of.now, ...disk } }))
    }
    const disk = with5(stuck(10), stuck(11))
    expect(disk.says).toContain('cp 10 first: it waits until a page is read on vda;')
    expect(disk.culprits.map(({ name }) => name)).toEqual(['vda', 'cp 10', 'cp 11'])
    const cgroup = { wchan: 'mem_cgroup_oom_synchronize' }
    const memory = with5(stuck(10, cgroup), stuck(11, cgroup))
    expect(memory.says).toContain('cp 10 first: its cgroup is over its memory limit;')
    expect(memory.culprits.map(({ name }) => name)).toEqual(['cp 10', 'cp 11'])
    expect(memory.scope).toEqual({ pids: [10, 11] })
    expect(memory.next).toContain('memory limit of its cgroup')
  })

  test('one that is served is not told as stuck, and not first', () => {
    const served = (pid: number) => stuck(pid, { ran: 0.1, slices: 30 })
    const parent = stuck(9, { wchan: 'kernel_clone' })
    const said = (...all: readonly Task[]) => seen(look(all)).says
    expect(said(served(10), stuck(11))).toContain('2 threads wait in the kernel, cp 11 first: it waits')
    expect(said(served(10), stuck(11), stuck(12))).toContain('2 threads are stuck in the kernel, cp 11 first')
    expect(said(parent, served(10))).toContain('cp 10 waits in the kernel: it waits until')
  })

  test('kernel threads harm nobody by it', () => {
    const kernel = { stat: { comm: 'kworker/u8:1', state: 'D', flags: 0x00200000 } }
    clear(look([stuck(10, kernel), stuck(11, kernel)]))
  })

  test('frozen ones do not count', () => {
    clear(look([stuck(10, { wchan: '__refrigerator' }), stuck(11, { wchan: '__refrigerator' })]))
  })

  test('the captured machine: its writers to a frozen file system and a suspended device', async () => {
    const wants = (samples: Parameters<typeof loadD.sources>[0]) => {
      const dear = loadD.dear?.(samples)
      return {
        sources: [...loadD.sources(samples), ...(dear?.sources ?? [])],
        processes: { ...SOME_PROCESSES, ...dear?.processes },
      }
    }
    const first = await snapshotOf('load-d', wants(null))
    const found = seen(loadD.see(await snapshotOf('load-d', wants(first.samples)), limitsOf(loadD), null))
    expect(found.seen).toBe('warning')
    expect(found.culprits.map(({ kind }) => kind)).toContain('device')
  })

  test('without a sign nobody is looked at; with one the next sample tells; without /proc/stat nothing', () => {
    clear(lookAt(loadD, falling({ cpus: [{}, {}] })))
    expect(notEvaluable(lookAt(loadD, second({ cpus: [{}, {}] }))).missing).toBe('pending')
    expect(notEvaluable(lookAt(loadD, files())).missing).toBe('pending')
    expect(notEvaluable(lookAt(loadD, { now: {} })).missing).toBe('absent')
  })

  test('the load average alone is a sign, of threads that wait for a lock', () => {
    const sign = (before: string, load: string) =>
      notEvaluable(
        lookAt(loadD, {
          was: { ...second({ cpus: [{}, {}] }).was, '/proc/loadavg': `${before} 0.00 0.00 1/9 5\n` },
          now: { ...second({ cpus: [{}, {}] }).now, '/proc/loadavg': `${load} 0.00 0.00 1/9 5\n` },
        }),
      )
    expect(sign('0.00', '0.24').missing).toBe('pending')
    expect(() => sign('0.00', '0.08')).toThrow('evaluable')
  })
})
