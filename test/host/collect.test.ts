import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BlockingReads } from '../../src/host/blocking.ts'
import { collect, type Machine } from '../../src/host/collect.ts'
import { Executing } from '../../src/host/executing.ts'
import { HeldFiles } from '../../src/host/held.ts'
import type { Plan, ProcessPlan, Sink } from '../../src/host/host.ts'
import { listNumbers } from '../../src/host/procfs.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'whytop-collect-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

function process(pid: number, state = 'S'): void {
  put(`proc/${pid}/stat`, `${pid} (a) b) ${state} 1 2`)
  put(`proc/${pid}/statm`, `${pid} 1 1`)
}

/** The sink's calls as lines. */
function recorder(): Sink & { readonly calls: string[] } {
  const calls: string[] = []
  return {
    calls,
    pids: (_, pids, clocks) => void calls.push(`pids ${pids.join()}${clocks ? ` clocks ${clocks.join()}` : ''}`),
    bytes: (_, pid, path, bytes) => void calls.push(`${pid} ${path} ${bytes.toString('latin1').trim()}`),
    fail: (_, pid, path, errno) => void calls.push(`${pid} ${path} !${errno}`),
  }
}

function machine(change: Partial<Machine> = {}): Machine {
  return {
    root,
    now: () => 1e9,
    clock: null,
    listPids: (proc) => Int32Array.from(listNumbers(proc)),
    forksTell: true,
    absent: 'NOT_CAPTURED',
    special: {},
    held: null,
    blocking: new BlockingReads(),
    executing: null,
    path: (path) => root + path,
    ...change,
  }
}

const PROCESSES: ProcessPlan = {
  probe: true,
  known: null,
  moved: ['stat'],
  always: new Map(),
  dear: [],
  budget: { cpu: Number.POSITIVE_INFINITY, wait: 200, batch: Number.POSITIVE_INFINITY },
}

async function answers(
  change: Partial<ProcessPlan> | null,
  files: readonly string[] = [],
  on = machine(),
): Promise<readonly string[]> {
  const sink = recorder()
  const plan: Plan = { files, processes: change && { ...PROCESSES, ...change } }
  await collect(on, plan, sink, () => undefined)
  return sink.calls
}

const lines = (calls: readonly string[]) => calls.map((call) => call.replace(/ \d+ \(a\) b\).*/, ''))

describe('order', () => {
  test('plain files as asked, then the pids ascending, then each in turn', async () => {
    put('proc/stat', 'cpu 1\nprocesses 7\n')
    put('proc/loadavg', '1 2 3')
    for (const pid of [10, 9, 100]) process(pid)
    put('proc/self/stat', 'no pid')
    expect(
      lines(await answers({ always: new Map([[9, ['statm']]]) }, ['/proc/stat', '/proc/loadavg', '/proc/none'])),
    ).toEqual([
      '0 /proc/stat cpu 1\nprocesses 7',
      '0 /proc/loadavg 1 2 3',
      '0 /proc/none !NOT_CAPTURED',
      'pids 9,10,100',
      '9 statm 9 1 1',
      '9 stat',
      '10 statm 10 1 1',
      '10 stat',
      '100 statm 100 1 1',
      '100 stat',
    ])
  })

  test('where the fork count cannot be read, /proc is listed at every look', async () => {
    process(9)
    process(10)
    const known = { pids: Int32Array.of(9), clocks: Float64Array.of(1), forks: -1 }
    const calls = await answers({ known }, ['/proc/stat'], machine({ clock: () => 1 }))
    expect(calls[1]).toBe('pids 9,10 clocks 1,1')
  })

  test('without processes in the plan nobody lists them', async () => {
    expect(await answers(null)).toEqual([])
  })

  test('a file that is both moved and asked for is read once', async () => {
    process(9)
    expect(lines(await answers({ always: new Map([[9, ['stat', 'statm']]]) }))).toEqual([
      'pids 9',
      '9 statm 9 1 1',
      '9 stat',
    ])
  })

  test('no probe: only what is asked for', async () => {
    for (const pid of [9, 10]) process(pid)
    const always = new Map([[10, ['statm'] as const]])
    expect(await answers({ probe: false, always, dear: [{ pid: 9, file: 'statm' }] })).toEqual([
      '10 statm 10 1 1',
      '9 statm 9 1 1',
    ])
  })
})

describe('clocks', () => {
  const clocks = new Map([
    [8, 5],
    [9, 6],
    [10, Number.NaN],
  ])
  const clock = (pid: number) => clocks.get(pid) ?? Number.NaN
  const known = (forks: number) => ({ pids: Int32Array.of(8, 9), clocks: Float64Array.of(5, 5), forks })

  test('only those whose clock moved are read; one without a clock has ended', async () => {
    for (const pid of [8, 9, 10]) process(pid)
    const calls = await answers({ known: known(1) }, [], machine({ clock }))
    expect(lines(calls)).toEqual(['pids 8,9,10 clocks 5,6,NaN', '9 statm 9 1 1', '9 stat'])
  })

  test('one that is new is read', async () => {
    for (const pid of [8, 9]) process(pid)
    const before = { pids: Int32Array.of(9), clocks: Float64Array.of(6), forks: 1 }
    const calls = await answers({ known: before }, [], machine({ clock }))
    expect(lines(calls)).toEqual(['pids 8,9 clocks 5,6', '8 statm 8 1 1', '8 stat'])
  })

  test('the folder is not listed again while the fork count stands still', async () => {
    put('proc/stat', 'cpu 1\nprocesses 7\n')
    for (const pid of [8, 9, 10]) process(pid)
    const pids = async (forks: number, change: Partial<Machine> = {}) =>
      (await answers({ known: known(forks) }, ['/proc/stat'], machine({ clock, ...change })))[1]
    expect(await pids(7)).toBe('pids 8,9 clocks 5,6')
    expect(await pids(6)).toBe('pids 8,9,10 clocks 5,6,NaN')
    expect(await pids(7, { forksTell: false })).toBe('pids 8,9,10 clocks 5,6,NaN')
  })
})

describe('what stands for more than a file', () => {
  test('D: why it sleeps comes right after the state, and only then', async () => {
    process(9, 'D')
    process(10, 'S')
    put('proc/9/wchan', 'io_schedule')
    const calls = lines(await answers({})).filter((call) => !call.includes(' statm '))
    expect(calls).toEqual(['pids 9,10', '9 stat', '9 wchan io_schedule', '9 stack !NOT_CAPTURED', '10 stat'])
  })

  test('the threads of a process, each with its state, its run time and why it sleeps', async () => {
    process(9)
    for (const [tid, state] of [
      [9, 'S'],
      [11, 'D'],
      [100, 'R'],
    ] as const)
      put(`proc/9/task/${tid}/stat`, `${tid} (a) b) ${state} 1`)
    put('proc/9/task/11/schedstat', '1 2 3')
    put('proc/9/task/11/wchan', 'x')
    const calls = lines(await answers({ moved: [], always: new Map([[9, ['task']]]) }))
    expect(calls).toEqual([
      'pids 9',
      '9 statm 9 1 1',
      '9 task 9 11 100',
      '9 task/9/stat',
      '9 task/9/schedstat !NOT_CAPTURED',
      '9 task/11/stat',
      '9 task/11/schedstat 1 2 3',
      '9 task/11/wchan x',
      '9 task/11/stack !NOT_CAPTURED',
      '9 task/100/stat',
      '9 task/100/schedstat !NOT_CAPTURED',
    ])
  })

  test('what each thread waits for, where it was asked for', async () => {
    process(9)
    put('proc/9/task/9/wchan', 'do_wait')
    put('proc/9/task/11/wchan', '0')
    const calls = await answers({ moved: [], always: new Map([[9, ['task_wchan']]]) })
    expect(calls.slice(2)).toEqual(['9 task 9 11', '9 task/9/wchan do_wait', '9 task/11/wchan 0'])
  })

  test('links of descriptors, one a line whatever they point at', async () => {
    process(9)
    mkdirSync(join(root, 'proc/9/fd'))
    symlinkSync('/dev/null', join(root, 'proc/9/fd/0'))
    symlinkSync('/tmp/evil\n1 -> /etc/shadow', join(root, 'proc/9/fd/1'))
    const calls = await answers({ moved: [], dear: [{ pid: 9, file: 'fd' }] })
    // In the order of the folder, which in /proc is that of the numbers.
    const links = calls.at(-1)?.replace('9 fd ', '').split('\n').sort()
    expect(links).toEqual(['0 -> /dev/null', '1 -> /tmp/evil?1 -> /etc/shadow'])
  })

  test('of many descriptors: the keyboard has its turn between them', async () => {
    process(9)
    mkdirSync(join(root, 'proc/9/fd'))
    for (let i = 0; i < 200; i++) symlinkSync('/dev/null', join(root, `proc/9/fd/${i}`))
    let turns = 0
    const sink = recorder()
    const processes: ProcessPlan = { ...PROCESSES, probe: false, always: new Map([[9, ['fd'] as const]]) }
    await collect(machine(), { files: [], processes }, sink, async () => void turns++)
    expect(turns).toBe(4)
    expect(sink.calls[0]?.split('\n')).toHaveLength(200)
    expect(await answers({ probe: false, dear: [{ pid: 10, file: 'fd' }] })).toEqual(['10 fd !NOT_CAPTURED'])
  })

  test('why there is no answer', async () => {
    process(9)
    put('proc/10', 'a file')
    mkdirSync(join(root, 'proc/9/io'))
    const always = new Map([[9, ['io', 'status'] as const]])
    expect(await answers({ probe: false, always })).toEqual(['9 io !EISDIR', '9 status !NOT_CAPTURED'])
    expect(await answers({ probe: false, always }, [], machine({ absent: 'ENOENT' }))).toContain('9 status !ENOENT')
    expect(await answers({ moved: ['stat'] })).toContain('10 stat !NOT_CAPTURED')
  })
})

test('of one in the middle of execve nothing is read that would block, and its name is told', async () => {
  for (const pid of [8, 9]) process(pid)
  put('proc/8/statm', '2000 500 100 1 0 300 0')
  put('proc/9/statm', '1 1 0 0 0 1 0')
  put('proc/9/comm', 'a')
  const on = machine({ executing: new Executing() })
  const dear = [
    { pid: 9, file: 'exe' as const },
    { pid: 9, file: 'environ' as const },
  ]
  const change = { always: new Map([[9, ['statm', 'wchan'] as const]]), dear }
  const refused = ['9 stat !IN_EXECVE', '9 statm !IN_EXECVE', '9 wchan !IN_EXECVE', '9 comm a']
  const asked = ['8 statm 2000 500 100 1 0 300 0', '8 stat', '9 statm 1 1 0 0 0 1 0']
  const late = ['9 environ !IN_EXECVE', '9 exe !IN_EXECVE']
  expect(lines(await answers(change, [], on))).toEqual(['pids 8,9', ...asked, ...refused, ...late])
  expect(await answers({ ...change, probe: false, dear: [] }, [], on)).toEqual(refused.slice(1, 3))
  put('proc/9/statm', '2000 500 100 1 0 300 0')
  expect(lines(await answers(change, [], on))).toContain('9 stat')
})

describe('what is dear', () => {
  test('stops at the budget', async () => {
    for (const pid of [1, 2, 3]) process(pid)
    const dear = [1, 2, 3].map((pid) => ({ pid, file: 'statm' as const }))
    expect(await answers({ probe: false, dear, budget: { cpu: -1, wait: 100, batch: 100 } })).toEqual(['1 statm 1 1 1'])
    expect(await answers({ probe: false, dear })).toHaveLength(3)
  })

  test('the budget is of CPU time: who is kept from running has spent nothing', async () => {
    for (const pid of [1, 2, 3]) process(pid)
    const dear = [1, 2, 3].map((pid) => ({ pid, file: 'statm' as const }))
    const change = { probe: false, dear, budget: { cpu: 1, wait: 100, batch: 100 } }
    let ms = 0
    expect(await answers(change, [], machine({ spent: () => (ms += 0.1) }))).toHaveLength(3)
    expect(await answers(change, [], machine({ spent: () => (ms += 0.6) }))).toHaveLength(2)
  })

  test('turn is awaited between reads', async () => {
    for (const pid of [1, 2, 3]) process(pid)
    let turns = 0
    const dear = [1, 2, 3].map((pid) => ({ pid, file: 'statm' as const }))
    await collect(
      machine(),
      { files: [], processes: { ...PROCESSES, probe: false, dear } },
      recorder(),
      async () => void turns++,
    )
    expect(turns).toBe(3)
  })

  test('one that blocks is answered after its deadline, its pid is left alone, and the others go on', async () => {
    for (const pid of [1, 2, 3]) process(pid)
    const fifo = join(root, 'proc/2/cmdline')
    execFileSync('mkfifo', [fifo])
    for (const pid of [1, 3]) put(`proc/${pid}/cmdline`, `c${pid}`)
    const on = machine()
    const dear = [2, 1, 3].map((pid) => ({ pid, file: 'cmdline' as const }))
    const budget = { cpu: 1, wait: 100, batch: 100 }
    const first = await answers({ probe: false, dear, budget }, [], on)
    expect([...first].sort()).toEqual(['1 cmdline c1', '2 cmdline !ETIMEDOUT', '3 cmdline c3'])
    expect([on.blocking.running, on.blocking.isStuck('2'), on.blocking.isStuck('1')]).toEqual([1, true, false])
    const second = await answers({ probe: false, dear: dear.slice(0, 1), budget }, [], on)
    expect(second).toEqual(['2 cmdline !ETIMEDOUT'])
    expect(on.blocking.running).toBe(1)
    await letGo(fifo, on.blocking)
    expect([on.blocking.running, on.blocking.isStuck('2')]).toEqual([0, false])
  })
})

test('what is held open and cannot be read is opened anew once', async () => {
  mkdirSync(join(root, 'proc/9/stat'), { recursive: true })
  put('proc/9/statm', '1 1 1')
  const held = new HeldFiles()
  const on = machine({ held })
  expect(await answers({}, [], on)).toEqual(['pids 9', '9 statm 1 1 1', '9 stat !EISDIR'])
  held.releaseAll()
})

test('two that block: a third is not begun, and it is said that it is not its own fault', async () => {
  const fifos = [2, 3].map((pid) => join(root, `proc/${pid}/cmdline`))
  for (const pid of [2, 3]) mkdirSync(join(root, `proc/${pid}`), { recursive: true })
  for (const fifo of fifos) execFileSync('mkfifo', [fifo])
  put('proc/4/cmdline', 'c4')
  const on = machine()
  const dear = [2, 3, 4].map((pid) => ({ pid, file: 'cmdline' as const }))
  const calls = await answers({ probe: false, dear, budget: { cpu: 1, wait: 30, batch: 1000 } }, [], on)
  expect([...calls].sort()).toEqual(['2 cmdline !ETIMEDOUT', '3 cmdline !ETIMEDOUT', '4 cmdline !OTHERS_BLOCK'])
  for (const fifo of fifos) await letGo(fifo, on.blocking)
})

describe('a batch of reads that may block', () => {
  const cmdlines = (pids: readonly number[]) => pids.map((pid) => ({ pid, file: 'cmdline' as const }))

  test('where it may take its time every one is read, however short the deadline of each', async () => {
    const pids = Array.from({ length: 400 }, (_, i) => i + 1)
    for (const pid of pids) put(`proc/${pid}/cmdline`, `c${pid}`)
    put('proc/402/cmdline', 'c402')
    mkdirSync(join(root, 'proc/403'))
    const fifo = join(root, 'proc/403/cmdline')
    execFileSync('mkfifo', [fifo])
    const on = machine()
    const budget = { cpu: 1, wait: 20, batch: Number.POSITIVE_INFINITY }
    const calls = await answers({ probe: false, dear: cmdlines([403, ...pids, 402]), budget }, [], on)
    expect([...calls].sort()).toEqual(
      [...pids, 402]
        .map((pid) => `${pid} cmdline c${pid}`)
        .concat('403 cmdline !ETIMEDOUT')
        .sort(),
    )
    await letGo(fifo, on.blocking)
  })

  test('else it is cut when its time is over', async () => {
    for (const pid of [1, 2]) put(`proc/${pid}/cmdline`, `c${pid}`)
    expect(await answers({ probe: false, dear: cmdlines([1, 2]), budget: { cpu: 1, wait: 20, batch: 0 } })).toEqual([])
  })

  const STATM = '2 statm 2 1 1'

  test('a patient one holds up no plan, and is answered with the next that asks; then the others come first', async () => {
    process(2)
    const fifo = join(root, 'proc/2/smaps')
    execFileSync('mkfifo', [fifo])
    put('proc/2/environ', 'A=1')
    const on = machine()
    const budget = { cpu: 1, wait: 30, batch: 30 }
    const dear = (['smaps', 'environ'] as const).map((file) => ({ pid: 2, file, patient: true }))
    const next = () => answers({ moved: [], dear, budget }, [], on)
    expect(await next()).toEqual(['pids 2', STATM, '2 environ A=1'])
    expect(await next()).toEqual(['pids 2', STATM, '2 environ A=1'])
    expect(on.blocking.running).toBe(1)
    await letGo(fifo, on.blocking)
    expect(await next()).toEqual(['pids 2', STATM, '2 smaps late', '2 environ A=1'])
    await letGo(fifo, on.blocking)
    expect(await answers({ moved: [], budget }, [], on)).toEqual(['pids 2', STATM])
    // Nobody asked for it in between.
    expect(await next()).toEqual(['pids 2', STATM, '2 environ A=1'])
    await letGo(fifo, on.blocking)
  })

  test('a patient one is blocked after a second, and is answered all the same when it comes', async () => {
    process(2)
    const fifo = join(root, 'proc/2/smaps')
    execFileSync('mkfifo', [fifo])
    const on = machine()
    const next = () =>
      answers(
        { moved: [], dear: [{ pid: 2, file: 'smaps', patient: true }], budget: { cpu: 1, wait: 30, batch: 30 } },
        [],
        on,
      )
    expect(await next()).toEqual(['pids 2', STATM])
    await expect.poll(() => on.blocking.isStuck('2'), { timeout: 5000 }).toBe(true)
    expect(await next()).toContain('2 smaps !ETIMEDOUT')
    await letGo(fifo, on.blocking)
    expect(await next()).toEqual(['pids 2', STATM, '2 smaps late'])
    await letGo(fifo, on.blocking)
  })
})

describe('two lanes', () => {
  test('never more than two reads at once; a lane is free again when its read comes back', async () => {
    for (const name of ['a', 'b']) execFileSync('mkfifo', [join(root, name)])
    put('c', 'x'.repeat(700_000))
    const reads = new BlockingReads()
    const both = await Promise.all([reads.read(join(root, 'a'), '1', 30), reads.read(join(root, 'b'), '1', 30)])
    expect([both, reads.free, reads.running, reads.stuck]).toEqual([['ETIMEDOUT', 'ETIMEDOUT'], false, 2, 1])
    await letGo(join(root, 'a'), reads)
    expect([reads.free, reads.running, reads.isStuck('1')]).toEqual([true, 1, true])
    await letGo(join(root, 'b'), reads)
    expect([reads.running, reads.isStuck('1')]).toEqual([0, false])
    expect(await reads.read(join(root, 'c'), '3', 5000)).toHaveLength(700_000)
    expect(await reads.read(join(root, 'none'), '3', 5000)).toBe('ENOENT')
    expect(await reads.read(root, '3', 5000)).toBe('EISDIR')
  })
})

/** Opens a FIFO for writing and closes it: its reader comes back. */
async function letGo(fifo: string, reads: BlockingReads): Promise<void> {
  const before = reads.running
  const fd = openSync(fifo, 'w')
  writeSync(fd, 'late')
  closeSync(fd)
  await expect.poll(() => reads.running).toBe(before - 1)
}

describe('short of descriptors', () => {
  const short = (code: string) =>
    machine({
      listPids: () => {
        throw Object.assign(new Error(code), { code })
      },
    })

  test('those that were there are asked again, as it is we who cannot look', async () => {
    process(1)
    process(2)
    const known = { pids: Int32Array.of(1, 2), clocks: new Float64Array(2), forks: 1 }
    for (const code of ['EMFILE', 'ENFILE', 'ENOMEM'])
      expect(lines(await answers({ known }, [], short(code)))).toEqual(
        expect.arrayContaining(['pids 1,2', '1 stat', '2 stat']),
      )
  })

  test('nobody is told of where nobody is known', async () => {
    put('proc/loadavg', '1')
    expect(await answers({}, ['/proc/loadavg'], short('EMFILE'))).toEqual(['0 /proc/loadavg 1'])
  })

  test('a machine that is lost is told all the same', async () => {
    await expect(answers({}, [], { ...short('ENOENT'), root: '' })).rejects.toThrow('ENOENT')
  })
})
