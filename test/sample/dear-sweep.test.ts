import { describe, expect, test } from 'vitest'
import { Sampler } from '../../src/sample/sampler.ts'
import { NO_WANTS, type ProcessWants } from '../../src/sample/wants.ts'
import { isMissing } from '../../src/source.ts'
import { FakeHost } from './fake-host.ts'

const ROLLUP = (swap: number) =>
  `1000-2000 ---p 00000000 00:00 0 [rollup]\nRss: 100 kB\nPss: 50 kB\nPrivate_Clean: 0 kB\nPrivate_Dirty: 40 kB\nSwap: ${swap} kB\nSwapPss: ${swap} kB\n`
const STATUS = (pid: number, swap: number) =>
  `Tgid:\t${pid}\nPid:\t${pid}\nPPid:\t1\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nVmSwap:\t${swap} kB\nThreads:\t1\n`

/** Swap in KiB and resident pages by pid. */
function machine(swap: Readonly<Record<number, readonly [swap: number, resident: number]>>, clock?: 'replayed') {
  const host = new FakeHost(true, clock)
  for (const [pid, [kib, resident]] of Object.entries(swap))
    host.add(Number(pid), {
      resident,
      files: { smaps_rollup: ROLLUP(kib), smaps_swap: '', status: STATUS(Number(pid), kib) },
    })
  const sampler = new Sampler(host)
  const tick = async (wants: Partial<ProcessWants> = {}, seconds = 1) => {
    host.at += seconds * 1e9
    const processes = { visible: [], files: [], everybody: [], threads: 'none', focus: null, ...wants } as const
    const { after } = await sampler.take({ ...NO_WANTS, processes }, () => undefined)
    if (!after.processes) throw new Error('no processes')
    return after.processes
  }
  return { host, tick, sampler }
}

const SUMS = { everybody: ['status', 'smaps_rollup'] } as const
const ONLY = { everybody: ['smaps_rollup'] } as const

describe('sums of everybody', () => {
  test('those with most swap first, then those with most memory', async () => {
    const { host, tick } = machine({ 1: [0, 10], 2: [4, 1], 3: [900, 5], 4: [0, 500], 5: [50, 1] })
    await tick()
    await tick({ everybody: ['status'] })
    await tick(SUMS)
    expect(host.askedFor('smaps_rollup')).toEqual([3, 5, 2, 4, 1])
  })

  test('who is in sight comes before all', async () => {
    const { host, tick } = machine({ 1: [0, 10], 2: [900, 1], 3: [0, 500] })
    await tick()
    await tick({ everybody: ['status'] })
    await tick({ ...SUMS, visible: [1] })
    expect(host.askedFor('smaps_rollup')).toEqual([1, 2, 3])
  })

  test('come in slices, and tell how far they are', async () => {
    const { host, tick } = machine({ 1: [0, 1], 2: [0, 2], 3: [0, 3], 4: [0, 4], 5: [0, 5] })
    await tick()
    host.most = 2
    const sweeps = []
    for (let i = 0; i < 3; i++) sweeps.push((await tick(ONLY)).sweep)
    expect(sweeps).toEqual([
      { read: 2, of: 5, done: 0, partly: new Map([['smaps_rollup', 2]]) },
      { read: 4, of: 5, done: 0, partly: new Map([['smaps_rollup', 4]]) },
      { read: 5, of: 5, done: 1 },
    ])
    expect((await tick()).sweep).toBeNull()
  })

  test('nobody is asked again while nothing moved, and nobody at all when nobody looks', async () => {
    const { host, tick } = machine({ 1: [0, 1], 2: [0, 2] })
    await tick()
    await tick(ONLY)
    for (let i = 0; i < 30; i++) {
      await tick(ONLY)
      expect(host.askedFor('smaps_rollup')).toEqual([])
    }
    await tick({}, 100)
    expect(host.askedFor('smaps_rollup')).toEqual([])
  })

  test('who ran is read again, not sooner than after 10 s', async () => {
    const { host, tick } = machine({ 1: [0, 1], 2: [0, 2] })
    await tick()
    await tick(ONLY)
    const asked: number[] = []
    for (let second = 1; second <= 12; second++) {
      host.run(1, 10)
      await tick(ONLY)
      if (host.askedFor('smaps_rollup').length > 0) asked.push(second)
      expect(host.askedFor('smaps_rollup')).not.toContain(2)
    }
    expect(asked).toEqual([11])
  })

  test('in sight sooner', async () => {
    const { host, tick } = machine({ 1: [0, 1], 2: [0, 2] })
    await tick()
    await tick(ONLY)
    host.run(1, 10)
    await tick({ ...ONLY, visible: [1] }, 3)
    await tick({ ...ONLY, visible: [1] }, 3)
    expect(host.askedFor('smaps_rollup')).toEqual([1])
  })

  test('where memory is reclaimed all are read again: pages leave those that do nothing', async () => {
    const { host, tick } = machine({ 1: [0, 1], 2: [0, 2] })
    host.files.set('/proc/vmstat', 'pswpout 1\n')
    await tick()
    await tick(ONLY)
    await tick(ONLY)
    host.files.set('/proc/vmstat', 'pswpout 9\n')
    await tick(ONLY, 12)
    await tick(ONLY)
    expect([...host.askedFor('smaps_rollup')].sort()).toEqual([1, 2])
  })

  test('kernel threads and zombies have none', async () => {
    const { host, tick } = machine({ 1: [0, 1], 2: [0, 0] })
    Object.assign(host.processes.get(2) as object, { state: 'Z' })
    await tick()
    expect((await tick(ONLY)).sweep).toEqual({ read: 1, of: 1, done: 1 })
    expect(host.askedFor('smaps_rollup')).toEqual([1])
  })

  test('one that is refused counts as read, and is asked for again only in its turn', async () => {
    const { host, tick } = machine({ 1: [0, 1] })
    Object.assign(host.processes.get(1)?.files as object, { smaps_rollup: '[EACCES]' })
    await tick()
    expect((await tick(ONLY)).sweep).toEqual({ read: 1, of: 1, done: 1 })
    let asked = 0
    for (let i = 0; i < 64; i++) {
      await tick(ONLY)
      asked += host.askedFor('smaps_rollup').length
    }
    expect(asked).toBe(2)
  })

  test('a read that takes longer than the tick is waited for', async () => {
    const { host, tick } = machine({ 1: [0, 1] })
    await tick()
    await tick(ONLY)
    expect(host.plan.processes?.dear).toContainEqual({ pid: 1, file: 'smaps_rollup', patient: true })
  })

  test('of a capture everybody is read at each instant', async () => {
    const { host, tick } = machine({ 1: [0, 1], 2: [0, 2] }, 'replayed')
    await tick()
    for (let i = 0; i < 2; i++) {
      await tick(ONLY)
      expect(host.askedFor('smaps_rollup')).toHaveLength(2)
    }
  })
})

test('mappings are not read of whom it is known that nothing of it is in swap', async () => {
  const { host, tick } = machine({ 1: [0, 1], 2: [8, 2] })
  await tick()
  await tick(ONLY)
  const { rows, sweep } = await tick({ everybody: ['smaps_swap'] })
  expect(host.askedFor('smaps_swap')).toEqual([2])
  expect(sweep).toEqual({ read: 2, of: 2, done: 2 })
  expect(rows.map(({ more }) => more.smaps_swap && !isMissing(more.smaps_swap) && more.smaps_swap.value)).toEqual([
    undefined,
    [],
  ])
})

test('what comes into sight is read at once', async () => {
  const { host, tick, sampler } = machine({ 1: [0, 1], 2: [0, 2] })
  await tick()
  await sampler.supplement(
    {
      ...NO_WANTS,
      processes: { visible: [2], files: ['smaps_rollup'], everybody: ['smaps_rollup'], threads: 'none', focus: null },
    },
    () => undefined,
  )
  expect(host.askedFor('smaps_rollup')).toEqual([2])
})
