import { describe, expect, test } from 'vitest'
import { dHung } from '../../src/findings/d-hung.ts'
import { NO_HISTORY } from '../../src/model/history.ts'
import { falling, second, type Task, tasks } from './cpu-machine.ts'
import { clear, lookAt, notEvaluable, seen } from './looks.ts'

const FILES = second({ cpus: [{}, {}], blocked: 1 })
const stuck = (change: Partial<Task> = {}): Task => ({
  pid: 10,
  wchan: 'folio_wait_bit_common',
  stat: { comm: 'cp', state: 'D' },
  ...change,
})
const unnamed: Task = { pid: 10, stat: { comm: 'cp', state: 'D' } }
type Kept = NonNullable<Parameters<typeof dHung.see>[2]>

/** Looks at these moments, and what the last one says. `samples`: moments at which whytop took one. */
function watch(
  times: readonly number[],
  task: (at: number) => Task | readonly Task[] = () => stuck(),
  samples: readonly number[] = times,
) {
  let kept: Kept | undefined
  let last = lookAt(dHung, { ...FILES })
  for (const at of times) {
    const history = { ...NO_HISTORY, at: samples.filter((one) => one < at).map((one) => one * 1e9) }
    last = lookAt(dHung, { ...FILES, ...tasks([task(at)].flat()), at, history, ...(kept && { kept }) })
    kept = ('kept' in last ? last.kept : kept) as Kept | undefined
  }
  return last
}
const every = (from: number, to: number, step = 5) =>
  Array.from({ length: (to - from) / step + 1 }, (_, i) => from + i * step)

describe('D-HUNG', () => {
  test('in one place without a CPU for 30 s, critical after 120', () => {
    const found = seen(watch(every(1000, 1030)))
    expect(found).toMatchObject({ seen: 'warning', value: 30, held: 30 })
    expect(found.says).toBe('cp 10 stands still since 00:30: it waits until a page is read (folio_wait_bit_common).')
    expect(seen(watch(every(1000, 1120))).seen).toBe('critical')
  })

  test('a short look asks for as long as it lasted, but for three looks', () => {
    seen(watch([1000, 1001, 1002, 1003]))
    clear(watch([1000, 1001]))
  })

  test('one that was given a CPU, or sleeps elsewhere now, does not hang', () => {
    let ran = 0
    clear(watch(every(1000, 1060), () => stuck({ ran: ++ran / 100 })))
    clear(watch(every(1000, 1060), (at) => stuck({ wchan: at < 1040 ? 'folio_wait_bit_common' : 'wait_on_buffer' })))
  })

  test('after long quiet it must be 30 s all the same', () => {
    const sleeps = { state: 'S', comm: 'cp' }
    clear(watch(every(1000, 1100), (at) => stuck(at < 1080 ? { stat: sleeps } : {})))
  })

  test('a gap, as after a suspend, begins anew', () => {
    clear(watch([...every(1000, 1020), ...every(1200, 1205)]))
  })

  test('beside 10,000 threads looks are 33 s apart, and samples are not', () => {
    const samples = every(990, 1100, 1)
    const found = seen(watch(every(1000, 1066, 33), () => stuck(), samples))
    expect(found).toMatchObject({ seen: 'warning', held: 66 })
    const paused = samples.filter((at) => at < 1005 || at > 1025)
    expect(clear(watch(every(1000, 1066, 33), () => stuck(), paused)).evidence[0]?.seen).toBe(33)
  })

  test('one who looks each half a minute sees it too', () => {
    expect(seen(watch(every(1000, 1120, 30)))).toMatchObject({ seen: 'warning', held: 90 })
  })

  test('frozen threads and kernel threads are none; a vfork parent is info', () => {
    clear(watch(every(1000, 1060), () => stuck({ wchan: '__refrigerator' })))
    clear(watch(every(1000, 1060), () => stuck({ stat: { comm: 'kworker', state: 'D', flags: 0x00200000 } })))
    const vfork = seen(watch(every(1000, 1060), () => stuck({ wchan: 'kernel_clone' })))
    expect(vfork.seen).toBe('info')
  })

  describe('beside a vfork parent', () => {
    const parent = (at: number, from = 1000) =>
      stuck({ pid: 9, stat: { comm: 'vforker', state: at < from ? 'S' : 'D' }, wchan: 'kernel_clone' })
    const writer = (at: number, from: number) =>
      stuck({ stat: { comm: 'cp', state: at < from ? 'S' : 'D' }, wchan: 'percpu_rwsem_wait' })

    test('the one that really hangs is told, though it hangs for less', () => {
      const found = seen(watch(every(1000, 1130), (at) => [parent(at), writer(at, 1090)]))
      expect(found).toMatchObject({ seen: 'warning', value: 40, held: 40 })
      expect(found.says).toBe(
        'cp 10 stands still since 00:40: it wants to write to a frozen file system (percpu_rwsem_wait).',
      )
      expect(found.culprits.map(({ name }) => name)).toEqual(['cp 10', 'vforker 9'])
      expect(found.next).toContain('disk, mount or server')
      expect(found.verify).toContain('/proc/10/task/10/')
      expect(found.evidence.map(({ what, seen }) => [what, seen])).toEqual([
        ['longest sleep in one place', 40],
        ['threads that sleep so', 1],
        ['parents that wait for their vfork child so', 1],
      ])
    })

    test('the parent alone is told while the other does not hang for long enough', () => {
      const found = seen(watch(every(1000, 1130), (at) => [writer(at, 1110), parent(at)]))
      expect(found).toMatchObject({ seen: 'info', value: 130 })
      expect(found.says).toMatch(/^vforker 9 stands still since 02:10: it is a vfork parent/)
      expect(found.culprits.map(({ name }) => name)).toEqual(['vforker 9'])
      expect(found.next).toContain('child')
      expect(found.caution).toContain('KILL ends it')
    })
  })

  test('what it waits for is a sentence, whoever is its subject', () => {
    const says = (wchan: string) => seen(watch(every(1000, 1030), () => stuck({ wchan }))).says
    expect(says('mem_cgroup_handle_over_high')).toContain('00:30: its cgroup is over its memory limit (')
    expect(says('of_nobody')).toContain('00:30: it is in a kernel function that whytop does not know (')
    expect(seen(watch(every(1000, 1030), () => ({ ...unnamed }))).says).toBe(
      'cp 10 stands still since 00:30: it sleeps in the kernel for a reason that is not I/O, or that is not known.',
    )
  })

  test('threads not looked at yet, and no /proc/stat', () => {
    expect(notEvaluable(lookAt(dHung, FILES)).missing).toBe('pending')
    expect(notEvaluable(lookAt(dHung, { now: {} })).missing).toBe('absent')
    clear(lookAt(dHung, falling({ cpus: [{}] })))
  })
})
