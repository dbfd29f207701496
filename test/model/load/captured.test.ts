import { describe, expect, test } from 'vitest'
import { decompose } from '../../../src/model/load/decompose.ts'
import { HIDDEN, type ThreadLook } from '../../../src/model/load/thread.ts'
import { parseLoadavg } from '../../../src/parse/loadavg.ts'
import { parseStat } from '../../../src/parse/stat.ts'
import { fixture } from '../../parse/fixture.ts'
import { capturedThreads } from './captured.ts'

describe('the captured machine with load 8.51', () => {
  const threads = capturedThreads('load-d/t0')
  const { procsRunning, procsBlocked, cpus } = parseStat(fixture('load-d/t0/proc/stat'))
  const load = (seen: readonly ThreadLook[]) =>
    decompose({
      ...{ threads: seen, before: null, procsRunning, reader: null, cpus: cpus.length },
      throttled: new Set(),
    })
  const seen = load(threads)

  test('9 in D: 4 on a frozen file system, 3 on block I/O, 2 vfork parents; 2 on a CPU', () => {
    expect(seen.tasks).toEqual({
      on_cpu: 2,
      waiting: 0,
      d_block: 3,
      d_filesystem: 4,
      d_dirty: 0,
      d_network_fs: 0,
      d_reclaim: 0,
      d_lock: 0,
      d_other: 2,
      d_hidden: 0,
    })
    expect(seen).toMatchObject({ total: 11, waitingNotFound: 0 })
    expect(seen.tasks.d_block).toBe(procsBlocked)
  })

  test('thread by thread as the tool that captured it lists them', () => {
    const listed = fixture('load-d/expected/d-tasks.txt').toString().trim().split('\n')
    const ours = seen.threads.filter((thread) => thread.look.state === 'D')
    expect(ours.map(({ look, wchan }) => `${look.state} ${look.pid} ${look.tid} ${wchan} ${look.comm}`)).toEqual(
      listed.map((line) => line.replace(/ +/g, ' ')),
    )
  })

  test('vfork parents are named by their child', () => {
    const parents = seen.threads.filter((thread) => thread.cause === 'd_other')
    expect(parents.map((thread) => [thread.look.comm, thread.says])).toEqual([
      ['vfork1', 'vfork parent of 192'],
      ['vfork2', 'vfork parent of 191'],
    ])
  })

  test('what does not count, as ps counts it: R has one more, ps itself', () => {
    const states = fixture('load-d/expected/states.txt').toString()
    const ps = (state: string) => Number(new RegExp(`(\\d+) ${state}$`, 'm').exec(states)?.[1])
    expect(seen.notCounted).toMatchObject({ frozen: 0, throttled: 0, stopped: ps('T'), zombie: ps('Z') })
    expect(seen.tasks.on_cpu).toBe(ps('R') - 1)
    expect(seen.total).toBe(ps('D') + ps('R') - 1)
    expect(seen.notCounted.idle).toBe(threads.filter((thread) => thread.state === 'I').length)
  })

  test('the kernel counts as many: load and runnable', () => {
    const loadavg = parseLoadavg(fixture('load-d/expected/loadavg.txt'))
    expect(loadavg.runnable - 1).toBe(seen.tasks.on_cpu + seen.tasks.waiting)
    expect(loadavg.load1).toBeLessThan(seen.total)
  })

  test('without the right to read, 9 hidden', () => {
    const hidden = load(threads.map((thread) => ({ ...thread, wchan: HIDDEN, stack: null })))
    expect(hidden.tasks).toMatchObject({ d_hidden: 9, d_other: 0 })
    expect(hidden.total).toBe(11)
  })
})
