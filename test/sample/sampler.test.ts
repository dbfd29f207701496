import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import type { Process, Processes } from '../../src/sample/process.ts'
import { namesMore, type Samples } from '../../src/sample/sample.ts'
import { Sampler } from '../../src/sample/sampler.ts'
import { NO_WANTS, type PidFile, type ProcessWants, type Wants } from '../../src/sample/wants.ts'
import { isMissing, source } from '../../src/source.ts'
import { FakeHost } from './fake-host.ts'

const NOBODY: ProcessWants = { visible: [], files: [], everybody: [], threads: 'none', focus: null }
const wants = (change: Partial<ProcessWants> = {}): Wants => ({ ...NO_WANTS, processes: { ...NOBODY, ...change } })
const never = () => undefined
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
const STATUS = 'Tgid:\t1\nPid:\t1\nPPid:\t1\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nThreads:\t1\n'
const ROLLUP =
  '1000-2000 ---p 00000000 00:00 0 [rollup]\nRss: 9 kB\nPss: 9 kB\nPrivate_Clean: 0 kB\nPrivate_Dirty: 4 kB\nSwap: 0 kB\n'

/** A machine, what samples it, and a tick of two seconds. */
function machine(pids: readonly number[], clocks = true, budget?: ConstructorParameters<typeof Sampler>[1]) {
  const host = new FakeHost(clocks)
  for (const pid of pids) host.add(pid)
  const sampler = new Sampler(host, budget)
  const tick = async (what: Wants = wants()): Promise<Processes> => processesOf(await take(what))
  const take = (what: Wants): Promise<Samples> => {
    host.at += 2e9
    return sampler.take(what, never)
  }
  return { host, sampler, tick, take }
}

function processesOf({ after }: Samples): Processes {
  if (!after.processes) throw new Error('no processes')
  return after.processes
}

function rowOf(processes: Processes, pid: number): Process {
  const row = processes.rows.find((process) => process.pid === pid)
  if (!row) throw new Error(`no process ${pid}`)
  return row
}

describe('records', () => {
  test('what did not move is not read and stays the same object', async () => {
    const { host, tick } = machine([1, 2, 3])
    const first = await tick()
    expect(host.askedFor('stat')).toEqual([1, 2, 3])
    host.run(2, 500)
    const second = await tick()
    expect(host.askedFor('stat').filter((pid) => pid !== 1)).toEqual([2])
    expect([1, 2, 3].map((pid) => rowOf(first, pid) === rowOf(second, pid))).toEqual([true, false, true])
    expect(rowOf(second, 2)).toMatchObject({ movedAt: second.at, stat: { utime: 50 } })
    expect([...second.cpu]).toEqual([1e6, 501e6, 1e6])
    expect(second.cpuFrom).toBe('clock')
  })

  test.each([true, false])('what it did since the tick belongs to the next interval (clocks: %s)', async (clocks) => {
    const { host, sampler, tick } = machine([1, 40], clocks)
    await tick()
    const second = await tick()
    const process = host.run(40, 300)
    process.minflt = 7
    process.state = 'R'
    const more = processesOf((await sampler.supplement(wants({ visible: [40] }), never)) as Samples)
    expect(rowOf(more, 40).stat).toMatchObject({ state: 'R', minflt: 0, utime: 0 })
    expect([...more.cpu]).toEqual([...second.cpu])
    expect(rowOf(await tick(), 40).stat).toMatchObject({ minflt: 7, utime: 30 })
  })

  test('what was read and says the same stays the same object', async () => {
    const { host, tick } = machine([1, 2])
    const visible = wants({ visible: [1, 2], files: ['owner'] })
    for (const pid of [1, 2]) host.add(pid, { files: { owner: '1000' } })
    await tick(visible)
    const second = await tick(visible)
    expect(host.askedFor('stat')).toEqual([1, 2])
    expect(rowOf(await tick(visible), 1)).toBe(rowOf(second, 1))
  })

  test('without clocks every process is read at every tick, and ticks tell its CPU time', async () => {
    const { host, tick } = machine([1, 2], false)
    await tick()
    const first = await tick()
    host.run(2, 500)
    const second = await tick()
    expect(host.askedFor('stat')).toEqual([1, 2])
    expect(rowOf(second, 1)).toBe(rowOf(first, 1))
    expect([second.cpuFrom, ...second.cpu]).toEqual(['ticks', 0, 0.5e9])
  })

  test('a pid that is used again is another process: what was known of it is forgotten', async () => {
    const { host, tick } = machine([1])
    const what = wants({ visible: [1], files: ['owner'] })
    host.add(1, { files: { owner: '1000' } })
    await tick(what)
    expect(rowOf(await tick(what), 1).more.owner).toMatchObject({ value: 1000 })
    host.add(1, { starttime: 999, clock: 5e6, files: { owner: '[EACCES]' } })
    const reused = rowOf(await tick(what), 1)
    expect([reused.stat.starttime, reused.more.owner]).not.toContainEqual(expect.objectContaining({ value: 1000 }))
    expect(reused.stat.starttime).toBe(999)
    const { more, statm } = rowOf(await tick(what), 1)
    expect([more.owner && isMissing(more.owner), statm?.resident]).toEqual([true, 10])
  })

  test('another name is another program: its arguments are not known any more', async () => {
    const { host, tick } = machine([1])
    const process = host.add(1, { files: { cmdline: 'sh\0-c\0' } })
    await tick()
    await tick(wants({ visible: [1], files: ['cmdline'] }))
    expect(rowOf(await tick(), 1).more.cmdline).toMatchObject({ value: ['sh', '-c'] })
    process.comm = 'nginx'
    host.run(1, 10)
    expect(rowOf(await tick(), 1).more.cmdline).toBeUndefined()
  })

  test('exec that keeps the name is seen by its stack, where that may be known', async () => {
    const { host, tick } = machine([1])
    const process = host.add(1, { files: { cmdline: 'sh\0-c\0' } })
    const what = wants({ visible: [1], files: ['cmdline'] })
    const run = async (stack: number) => {
      process.stack = stack
      host.run(1, 10)
      return rowOf(await tick(what), 1).more.cmdline
    }
    await tick()
    await run(0x7ffc00001000)
    expect(await run(0x7ffc00001000)).toMatchObject({ value: ['sh', '-c'] })
    expect(await run(0)).toMatchObject({ value: ['sh', '-c'] })
    expect(await run(0x7ffc00001000)).toMatchObject({ value: ['sh', '-c'] })
    expect(await run(0x7ffe50002000)).toBeUndefined()
  })

  test('one that ends between list and read is left out, and takes nobody along', async () => {
    const { host, tick } = machine([1, 2, 3])
    host.add(2, { files: { stat: '[ESRCH]' } })
    const { rows, refused, cpu } = await tick()
    expect([rows.map(({ pid }) => pid), refused, cpu.length]).toEqual([[1, 3], 0, 2])
  })

  test('those that are listed and may not be read are counted', async () => {
    const { host, tick } = machine([1, 2, 3, 4])
    host.add(2, { files: { stat: '[EPERM]' } })
    host.add(4, { files: { stat: '[EACCES]' } })
    const { rows, refused } = await tick()
    expect([rows.map(({ pid }) => pid), refused]).toEqual([[1, 3], 2])
    expect((await tick()).refused).toBe(2)
  })

  test('a stat the parser refuses leaves the process out, and the others in', async () => {
    const { host, tick } = machine([1, 2])
    host.add(2, { files: { stat: 'nonsense' } })
    expect((await tick()).rows.map(({ pid }) => pid)).toEqual([1])
  })

  test('a statm the parser refuses leaves the process in, without it', async () => {
    const { host, tick } = machine([1, 2])
    host.add(2, { files: { statm: '646 233' } })
    const { rows } = await tick(wants({ visible: [2], everybody: ['statm'] }))
    expect(rows.map(({ pid, statm }) => [pid, statm !== null])).toEqual([
      [1, true],
      [2, false],
    ])
  })

  test('a file that may not be read is remembered as that and asked for again only in its turn', async () => {
    const { host, tick } = machine([1])
    host.add(1, { files: { io: '[EACCES]' } })
    const what = wants({ visible: [1], files: ['io'] })
    await tick(what)
    const { io } = rowOf(await tick(what), 1).more
    expect(io).toMatchObject({ missing: 'denied', source: '/proc/1/io' })
    const asked: number[] = []
    for (let i = 0; i < 64; i++) {
      await tick(what)
      asked.push(...host.askedFor('io'))
    }
    expect(asked).toHaveLength(2)
  })

  test('a kernel thread without address space keeps its record', async () => {
    const { host, tick } = machine([2])
    host.add(2, { files: { smaps_rollup: '[ESRCH]', statm: '0 0 0 0 0 0 0\n' } })
    const focus = { pid: 2, files: ['smaps_rollup'] as const }
    await tick()
    const { rows, focus: seen } = await tick(wants({ focus }))
    expect(rows).toHaveLength(1)
    expect(seen?.files.get('smaps_rollup')).toMatchObject({ missing: 'gone' })
  })

  test('the one that is looked at may become unreadable: it has not ended', async () => {
    const { host, tick } = machine([1, 40])
    const process = host.add(40, { files: { environ: 'A=1\0' } })
    const what = wants({ focus: { pid: 40, files: ['environ'], start: 40 } })
    await tick()
    await tick(what)
    Object.assign(process.files, { stat: '[EPERM]', environ: '[EPERM]' })
    for (let i = 0; i < 2; i++) {
      const { focus, refused } = await tick(what)
      expect([focus, refused]).toMatchObject([{ pid: 40, ended: false, refused: true, seen: { pid: 40 } }, 1])
    }
    host.processes.delete(40)
    expect((await tick(what)).focus).toMatchObject({ ended: true, refused: false })
  })

  test('a machine whose clock stands at 0 has processes all the same', async () => {
    const { host, sampler } = machine([1])
    host.at = 0
    expect(processesOf(await sampler.take(wants(), never)).rows).toHaveLength(1)
  })
})

describe('what is read whatever the clock says', () => {
  test('every process once in 32 ticks', async () => {
    const pids = Array.from({ length: 100 }, (_, i) => i + 1)
    const { host, tick } = machine(pids)
    await tick()
    const seen: number[] = []
    for (let i = 0; i < 32; i++) {
      await tick()
      expect(host.askedFor('stat').length).toBeLessThanOrEqual(4)
      seen.push(...host.askedFor('stat'))
    }
    expect(seen.sort((a, b) => a - b)).toEqual(pids)
  })

  test('those in R and D', async () => {
    const { host, tick } = machine([40, 41, 42, 43])
    host.add(41, { state: 'R' })
    host.add(42, { state: 'D' })
    await tick()
    await tick()
    expect(host.askedFor('stat')).toEqual([41, 42])
    host.add(41, { state: 'S' })
    const third = await tick()
    expect(rowOf(third, 41).stat.state).toBe('S')
    await tick()
    expect(host.askedFor('stat')).toEqual([42])
  })

  test('children of one that ended', async () => {
    const { host, tick } = machine([40, 41, 42, 43])
    const child = host.add(42, { ppid: 40 })
    await tick()
    await tick()
    host.processes.delete(40)
    child.ppid = 1
    await tick()
    expect(rowOf(await tick(), 42).stat.ppid).toBe(1)
  })

  test('the memory of all, when pages were reclaimed since', async () => {
    const { host, tick } = machine([40, 41, 42])
    const vmstat = (stolen: number) => host.files.set('/proc/vmstat', `pgsteal_kswapd ${stolen}\npswpout 0\n`)
    const what = wants({ everybody: ['statm'] })
    vmstat(1)
    await tick(what)
    await tick(what)
    await tick(what)
    expect(host.askedFor('statm')).toEqual([])
    vmstat(2)
    host.add(41, { resident: 3 })
    await tick(what)
    await tick(what)
    expect(host.askedFor('statm').length).toBe(3)
    expect(rowOf(await tick(what), 41).statm?.resident).toBe(3)
  })

  test('visible rows, with the files of their columns', async () => {
    const { host, tick } = machine([40, 41, 42])
    await tick()
    await tick(wants({ visible: [41], files: ['owner', 'io'] }))
    expect(host.asked.filter((item) => item.startsWith('41/')).sort()).toEqual(['41/io', '41/owner', '41/stat'])
    expect(host.asked.filter((item) => item.startsWith('40/'))).toEqual([])
  })
})

describe('a file that is wanted of everybody', () => {
  test('comes in slices, and tells how far it is', async () => {
    const { host, tick } = machine([1, 2, 3, 4, 5])
    for (const pid of [1, 2, 3, 4, 5]) host.add(pid, { files: { owner: `${pid}` } })
    await tick()
    host.most = 2
    const what = wants({ everybody: ['owner'] })
    const sweeps = []
    for (let i = 0; i < 4; i++) sweeps.push((await tick(what)).sweep)
    expect(sweeps.slice(0, 3)).toEqual([
      { read: 2, of: 5, done: 0, partly: new Map([['owner', 2]]) },
      { read: 4, of: 5, done: 0, partly: new Map([['owner', 4]]) },
      { read: 5, of: 5, done: 1 },
    ])
    expect((await tick()).sweep).toBeNull()
  })

  test('another file is in part again until it was read of everybody; its sweep is not taken for one of the first', async () => {
    const { host, tick } = machine([1, 2, 3])
    const files = { status: STATUS, oom_score: '6', smaps_rollup: ROLLUP }
    for (const pid of [1, 2, 3]) host.add(pid, { files })
    const sweepOf = async (...everybody: readonly PidFile[]) => (await tick(wants({ everybody }))).sweep
    await tick()
    expect(await sweepOf('status')).toEqual({ read: 3, of: 3, done: 1 })
    host.most = 2
    expect(await sweepOf('oom_score')).toEqual({ read: 2, of: 3, done: 1, partly: new Map([['oom_score', 2]]) })
    expect(await sweepOf('oom_score')).toEqual({ read: 3, of: 3, done: 2 })
    expect(await sweepOf('oom_score')).toEqual({ read: 2, of: 3, done: 2 })
    expect(await sweepOf('smaps_rollup')).toEqual({ read: 2, of: 3, done: 2, partly: new Map([['smaps_rollup', 2]]) })
    expect(await sweepOf('smaps_rollup')).toEqual({ read: 3, of: 3, done: 3 })
  })

  test('others that are wanted for a while do not begin its round anew', async () => {
    const { host, tick } = machine([1, 2, 3, 4, 5, 6])
    for (const pid of [1, 2, 3, 4, 5, 6]) host.add(pid, { files: { status: STATUS, oom_score: '6' } })
    const sweepOf = async (...everybody: readonly PidFile[]) => (await tick(wants({ everybody }))).sweep
    await tick()
    host.most = 2
    expect((await sweepOf('status'))?.partly).toEqual(new Map([['status', 2]]))
    host.most = 4
    const both = await sweepOf('status', 'oom_score')
    expect(both).toEqual({
      read: 2,
      of: 6,
      done: 0,
      partly: new Map([
        ['status', 4],
        ['oom_score', 2],
      ]),
    })
    host.most = 2
    expect(await sweepOf('status')).toEqual({ read: 6, of: 6, done: 1 })
    expect(rowOf(await tick(wants({ everybody: ['status'] })), 6).more.status).toBeDefined()
  })

  test('a row that has more files than there is time for does not hold up the others', async () => {
    const { host, tick } = machine([1, 2, 3])
    for (const pid of [1, 2, 3]) host.add(pid, { files: { status: STATUS, oom_score: '6' } })
    await tick()
    host.most = 1
    const asked = []
    for (let i = 0; i < 3; i++) {
      await tick(wants({ everybody: ['status', 'oom_score'] }))
      asked.push(host.askedFor('status'))
    }
    expect(asked).toEqual([[1], [2], [3]])
  })

  test('one that is wanted for more goes on beside another, which alone is in part', async () => {
    const { host, tick } = machine([1, 2, 3])
    for (const pid of [1, 2, 3]) host.add(pid, { files: { status: STATUS, oom_score: '6' } })
    const partly = async (...everybody: readonly PidFile[]) => (await tick(wants({ everybody }))).sweep?.partly
    await tick()
    expect(await partly('status')).toBeUndefined()
    host.most = 2
    expect(await partly('status', 'oom_score')).toEqual(new Map([['oom_score', 1]]))
    expect(await partly('status')).toBeUndefined()
  })

  test('all of it is there after one sweep', async () => {
    const { host, tick } = machine([1, 2, 3, 4, 5])
    for (const pid of [1, 2, 3, 4, 5]) host.add(pid, { files: { owner: `${pid}` } })
    await tick()
    host.most = 2
    for (let i = 0; i < 2; i++) await tick(wants({ everybody: ['owner'] }))
    const { rows } = await tick(wants({ everybody: ['owner'] }))
    expect(rows.map(({ more }) => more.owner && !isMissing(more.owner) && more.owner.value)).toEqual([1, 2, 3, 4, 5])
  })
})

describe('reads that block', () => {
  test('past the deadline the argument list is pending', async () => {
    const { host, tick } = machine([1])
    host.add(1, { files: { cmdline: '[ETIMEDOUT]' } })
    await tick()
    expect(rowOf(await tick(wants({ visible: [1], files: ['cmdline'] })), 1).more.cmdline).toMatchObject({
      missing: 'pending',
    })
  })

  test('past the deadline, arguments that were read before stay', async () => {
    const { host, tick } = machine([1])
    const process = host.add(1, { files: { cmdline: 'sh\0-c\0' } })
    const what = wants({ visible: [1], files: ['cmdline'] })
    await tick()
    await tick(what)
    Object.assign(process.files, { cmdline: '[ETIMEDOUT]' })
    let asked = 0
    for (let i = 0; i < 257; i++) {
      host.run(1, 10)
      const row = rowOf(await tick(what), 1)
      expect(row.more.cmdline).toMatchObject({ value: ['sh', '-c'] })
      asked += host.askedFor('cmdline').length
    }
    expect(asked).toBeGreaterThan(0)
  })

  test('of the process that is looked at, what was read before stays', async () => {
    const { host, tick } = machine([1])
    const process = host.add(1, { files: { environ: 'A=1\0' } })
    const what = wants({ focus: { pid: 1, files: ['environ'] } })
    await tick()
    await tick(what)
    Object.assign(process.files, { environ: '[ETIMEDOUT]' })
    const { focus } = await tick(what)
    expect(focus?.files.get('environ')).toMatchObject({ value: expect.anything() })
  })
})

test('what was not read of the process that is looked at stays as it was, while it is wanted', async () => {
  const { host, tick } = machine([1])
  host.add(1, { files: { environ: 'A=1\0' } })
  const what = wants({ focus: { pid: 1, files: ['environ'], start: 1 } })
  await tick()
  const first = (await tick(what)).focus?.files.get('environ')
  host.most = 0
  expect((await tick(what)).focus?.files.get('environ')).toBe(first)
  expect((await tick(wants({ focus: { pid: 1, files: [], start: 1 } }))).focus?.files.size).toBe(0)
  host.add(1, { starttime: 9, clock: 7e6 })
  await tick(what)
  expect((await tick(wants({ focus: { pid: 1, files: ['environ'], start: 9 } }))).focus?.files.size).toBe(0)
})

test.each([
  [2000, [3, 5, 7, 9, 11, 13]],
  [2001, [3, 3, 3, 3, 11, 11]],
])('%i descriptors of the process that is looked at: when they were read', async (count, expected) => {
  const { host, tick } = machine([1])
  const fd = Array.from({ length: count }, (_, i) => `${i} -> /dev/null\n`).join('')
  host.add(1, { files: { fd } })
  const what = wants({ focus: { pid: 1, files: ['fd'], start: 1 } })
  const stamps: (number | null)[] = []
  for (let i = 0; i < 6; i++) {
    const reading = (await tick(what)).focus?.files.get('fd')
    stamps.push(reading && !isMissing(reading) ? reading.at / 1e9 : null)
  }
  expect(stamps).toEqual(expected)
})

describe('plain files', () => {
  const words = source('/proc/words', (file) => file.toString())
  const slow = source('/proc/slow', (file) => file.toString(), 5)

  test('/proc/stat comes first, each path once', async () => {
    const { host, take } = machine([1])
    await take({ ...wants(), sources: [words, words, source('/proc/stat', () => 0)] })
    expect(host.plan.files).toEqual(['/proc/stat', '/proc/words'])
  })

  test('one that changes slowly is read again when it is old, and keeps its own stamp', async () => {
    const { host, take } = machine([1])
    host.files.set('/proc/slow', 'a')
    const stamps: number[] = []
    for (let i = 0; i < 6; i++) {
      const { after } = await take({ sources: [slow], processes: null })
      const reading = after.files.get('/proc/slow')
      if (reading && !isMissing(reading)) stamps.push(reading.at / 1e9)
    }
    // Ticks at 3, 5, 7 …: the first that finds it older than 5 s reads it.
    expect(stamps).toEqual([3, 3, 3, 9, 9, 9])
  })

  test('what is not there is asked for as seldom', async () => {
    const { host, take } = machine([1])
    let asked = 0
    for (let i = 0; i < 6; i++) {
      const { after } = await take({ sources: [slow], processes: null })
      expect(after.files.get('/proc/slow')).toMatchObject({ missing: 'absent' })
      asked += host.asked.filter((path) => path === '/proc/slow').length
    }
    expect(asked).toBe(2)
  })

  test('what nobody looks at any more is let go: paths hold pids', async () => {
    const { host, take } = machine([1])
    const values: WeakRef<object>[] = []
    for (let pid = 1; pid <= 9; pid++) {
      const path = `/proc/${pid}/limits`
      host.files.set(path, 'x')
      const parse = () => {
        const value = { pid }
        values.push(new WeakRef(value))
        return value
      }
      await take({ sources: [source(path, parse, 60)], processes: null })
    }
    await nextTurn()
    collectGarbage()
    // Of the last sample and the one before it.
    expect(values.filter((value) => value.deref())).toHaveLength(2)
  })

  test('what the parser refuses is malformed; what is our bug goes on up', async () => {
    const { host, take } = machine([1])
    host.files.set('/proc/words', 'x')
    const broken = source('/proc/words', () => {
      throw new TypeError('ours')
    })
    await expect(take({ sources: [broken], processes: null })).rejects.toThrow('ours')
  })
})

describe('completing a sample', () => {
  test('only what came into sight is read; the sample keeps its moment and the one before it', async () => {
    const { host, sampler, tick } = machine([40, 41, 42])
    await tick(wants({ visible: [40] }))
    const second = await tick(wants({ visible: [40] }))
    host.at += 3e8
    host.add(41, { resident: 11 })
    const more = await sampler.supplement(wants({ visible: [40, 41] }), never)
    expect(host.asked.filter((item) => !item.startsWith('/'))).toEqual(['41/stat', '41/statm'])
    expect(host.plan.processes?.probe).toBe(false)
    expect([more?.after.at, more?.after.processes?.at, more?.before?.at]).toEqual([
      second.at,
      second.at,
      second.at - 2e9,
    ])
    expect(more && rowOf(processesOf(more), 40)).toBe(rowOf(second, 40))
    expect(more && rowOf(processesOf(more), 41).statm?.resident).toBe(11)
    expect(await sampler.supplement(wants({ visible: [41, 40] }), never)).toBeNull()
  })

  test('a row that moved in this tick is not read anew: the interval would have more than it had', async () => {
    const { host, sampler, tick } = machine([40, 41])
    await tick()
    host.run(41, 100)
    await tick()
    await sampler.supplement(wants({ visible: [41], files: ['owner'] }), never)
    expect(host.askedFor('stat')).toEqual([])
  })

  test('a file that nobody wanted before is added', async () => {
    const { host, sampler, take } = machine([1])
    const words = source('/proc/words', (file) => file.toString())
    host.files.set('/proc/words', 'x')
    await take(wants())
    const more = await sampler.supplement({ ...wants(), sources: [words] }, never)
    expect(more?.after.files.get('/proc/words')).toMatchObject({ value: 'x' })
  })

  test.each([
    ['its pid is another process now', { starttime: 999 }],
    ['it runs another program', { comm: 'nginx' }],
    ['it runs another one of that name', { stack: 0x7ffe50002000 }],
  ])('a row in sight of which nothing holds is read whole: %s', async (_, change) => {
    const { host, sampler, tick } = machine([40])
    host.add(40, { files: { owner: '1', cmdline: 'a\0' } })
    const what = wants({ visible: [40], files: ['owner', 'cmdline'] })
    for (let i = 0; i < 2; i++) {
      await tick(what)
      await sampler.supplement(what, never)
    }
    host.add(40, { clock: 5e6, files: { owner: '2', cmdline: 'b\0' }, ...change })
    await tick(what)
    const row = rowOf(processesOf((await sampler.supplement(what, never)) as Samples), 40)
    expect([row.more.owner, row.more.cmdline, row.statm]).toMatchObject([
      { value: 2 },
      { value: ['b'] },
      { resident: 10 },
    ])
  })

  test('with the namespaces of a process come those of the first', async () => {
    const { host, sampler, tick } = machine([1, 40])
    for (const pid of [1, 40]) host.add(pid, { files: { ns: `net -> net:[${pid}]\n` } })
    const what = wants({ focus: { pid: 40, files: ['ns'] } })
    await tick()
    const more = await sampler.supplement(what, never)
    expect([...(more?.after.processes?.focus?.files.keys() ?? [])].sort()).toEqual(['init/ns', 'ns'])
    expect([...((await tick(what)).focus?.files.keys() ?? [])].sort()).toEqual(['init/ns', 'ns'])
  })

  test('after a gap there is none before it, however often it is completed', async () => {
    const { host, sampler, tick } = machine([40, 41])
    await tick()
    await tick()
    expect(sampler.rebase()?.before).toBeNull()
    host.add(41, { resident: 11 })
    expect((await sampler.supplement(wants({ visible: [41] }), never))?.before).toBeNull()
    expect(host.askedFor('statm')).toEqual([41])
  })

  test('a title that says what a program does is read again soon, arguments seldom; neither of who did not run', async () => {
    const { host, tick } = machine([40, 41, 42])
    host.add(40, { files: { cmdline: 'postgres: app idle\0' } })
    host.add(41, { files: { cmdline: 'sleep\x001\0' } })
    host.add(42, { files: { cmdline: 'postgres: app idle\0' } })
    const what = wants({ visible: [40, 41, 42], files: ['cmdline'] })
    const asked: number[] = []
    for (let i = 0; i < 260; i++) {
      for (const pid of [40, 41]) host.run(pid, 10)
      await tick(what)
      if (i > 3) asked.push(...host.askedFor('cmdline'))
    }
    const times = (pid: number) => asked.filter((one) => one === pid).length
    expect([times(40), times(41), times(42)]).toEqual([8, 1, 0])
  })

  test('whose stack may not be known: arguments of who ran are read again soon while in sight', async () => {
    const { host, tick } = machine([40, 41, 42])
    for (const pid of [40, 41, 42]) host.add(pid, { stack: 0, files: { cmdline: 'sleep\x001\0' } })
    const what = wants({ visible: [40, 41], files: ['cmdline'], everybody: ['cmdline'] })
    const asked: number[] = []
    for (let i = 0; i < 260; i++) {
      for (const pid of [40, 42]) host.run(pid, 10)
      await tick(what)
      if (i > 3) asked.push(...new Set(host.askedFor('cmdline')))
    }
    const times = (pid: number) => asked.filter((one) => one === pid).length
    expect([times(40), times(41), times(42)]).toEqual([16, 0, 1])
  })

  test('processes that nobody had looked at are listed at once, with what their order and their sight need next', async () => {
    const { host, sampler, take, tick } = machine([40, 41])
    host.add(41, { threads: 3 })
    const { after } = await take(NO_WANTS)
    host.at += 3e8
    const listed = await sampler.supplement(wants({ threads: 'moved', everybody: ['statm'] }), never)
    const found = listed && processesOf(listed)
    expect([listed?.after.at, found?.at, found?.rows.map(({ pid }) => pid)]).toEqual([after.at, host.at, [40, 41]])
    expect(host.asked.slice(0, 2)).toEqual(['/proc/stat', '/proc/vmstat'])
    expect([found?.scanned, listed && namesMore(listed, { after, before: null })]).toEqual([false, true])
    const threads = await sampler.supplement(wants({ threads: 'moved', visible: [40] }), never)
    expect(threads && [...processesOf(threads).threads.keys()]).toEqual([41])
    host.run(41, 500)
    const next = await tick()
    expect([next.cpu[1], next.at - (found?.at ?? 0)]).toEqual([501e6, 2e9])
  })

  test('before the first sample there is nothing to complete', async () => {
    expect(await machine([1]).sampler.supplement(wants({ visible: [1] }), never)).toBeNull()
  })
})

test('after forget() the next sample has none before it and reads everything', async () => {
  const { host, sampler, tick, take } = machine([1, 2])
  await tick()
  await tick()
  sampler.forget()
  const { after, before } = await take(wants())
  expect([before, after.processes?.rows.length, host.askedFor('stat')]).toEqual([null, 2, [1, 2]])
})

describe('threads', () => {
  test('of all processes with several, where the load is looked at', async () => {
    const { host, tick } = machine([40, 41])
    host.add(41, { threads: 3 })
    await tick()
    const { threads, scanned } = await tick(wants({ threads: 'all' }))
    expect([...threads.keys()]).toEqual([41])
    expect(threads.get(41)?.map(({ tid }) => tid)).toEqual([41, 42, 43])
    expect([scanned, host.askedFor('stat')]).toEqual([true, [40, 41]])
  })

  test('of those with several and of what moved, where only the state of all is asked for', async () => {
    const { host, tick } = machine([40, 41, 42])
    host.add(41, { threads: 3 })
    await tick()
    host.run(42, 10)
    const { threads, scanned } = await tick(wants({ threads: 'moved' }))
    expect(threads.get(41)?.map(({ tid }) => tid)).toEqual([41, 42, 43])
    expect([scanned, host.askedFor('stat')]).toEqual([true, [41, 42]])
  })

  test('a sample that knew none is completed with the threads of those that have several', async () => {
    const { sampler, host, tick } = machine([40, 41])
    host.add(41, { threads: 3 })
    await tick()
    await tick()
    const more = await sampler.supplement(wants({ threads: 'moved' }), never)
    expect([more?.after.processes?.scanned, host.askedFor('stat'), host.askedFor('task')]).toEqual([true, [], [41]])
  })

  test('its memory is read in its turn all the same, where memory is wanted of everybody', async () => {
    const { host, tick } = machine([41])
    const process = host.add(41, { threads: 3 })
    const what = wants({ threads: 'all', everybody: ['statm'] })
    await tick(what)
    process.resident = 77
    const read: number[] = []
    for (let i = 0; i < 32; i++) {
      await tick(what)
      read.push(...host.askedFor('statm'))
    }
    expect(read).toContain(41)
    host.files.set('/proc/vmstat', 'pgsteal_kswapd 1\n')
    await tick(what)
    await tick(what)
    expect(host.asked).toEqual(expect.arrayContaining(['41/stat', '41/statm', '41/task']))
  })

  test('what each waits for, where that is asked of the processes in sight', async () => {
    const { host, tick } = machine([40, 41])
    host.add(41, { threads: 2, files: { wchan: 'do_wait' } })
    const shown = (...files: ProcessWants['files']) => wants({ visible: [41], threads: 'visible', files })
    await tick(shown())
    const { threads } = await tick(shown('wchan'))
    expect(threads.get(41)?.map(({ wchan }) => wchan)).toMatchObject([{ value: 'wait_41' }, { value: 'wait_42' }])
    await tick(shown())
    expect([host.askedFor('task'), host.askedFor('task_wchan')]).toEqual([[41], []])
  })

  test('what each of all waits for, where that is asked of everybody', async () => {
    const { host, tick } = machine([40, 41])
    host.add(41, { threads: 2, files: { wchan: 'do_wait' } })
    await tick()
    await tick(wants({ threads: 'moved' }))
    expect(host.askedFor('task_wchan')).toEqual([])
    const { threads } = await tick(wants({ threads: 'moved', everybody: ['wchan'] }))
    expect(threads.get(41)?.map(({ wchan }) => wchan)).toMatchObject([{ value: 'wait_41' }, { value: 'wait_42' }])
    expect(host.askedFor('task_wchan')).toEqual([41])
  })

  test('one that is as it was keeps its stat', async () => {
    const { host, tick } = machine([41])
    host.add(41, { threads: 2 })
    await tick()
    const first = await tick(wants({ threads: 'all' }))
    const second = await tick(wants({ threads: 'all' }))
    expect(second.threads.get(41)?.[1]?.stat).toBe(first.threads.get(41)?.[1]?.stat)
  })
})
