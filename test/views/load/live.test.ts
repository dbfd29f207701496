import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { localHost } from '../../../src/host/local.ts'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { WHOLE_BUDGET } from '../../../src/sample/budget.ts'
import type { Samples } from '../../../src/sample/sample.ts'
import { Sampler } from '../../../src/sample/sampler.ts'
import type { ProcessWants } from '../../../src/sample/wants.ts'
import { loadView } from '../../../src/views/load/view.ts'
import { ALONE, cgroupsAlone } from '../../live/cgroups-alone.ts'
import { needs } from '../../needs.ts'
import { liveViewSnapshot, placeOf, SOME_PROCESSES, snapshotFrom } from '../../snapshot-of.ts'

/** s: spins · m: two threads spin, the first sleeps · v: waits in vfork for a child that sleeps · z: does not ask for its dead child · p: sleeps */
const PROGRAM = `
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>
static void *spin(void *x) { for (volatile unsigned long i = 0;; i++) ; return x; }
int main(int n, char **a) {
  pthread_t t;
  switch (a[1][0]) {
  case 's': spin(0);
  case 'm': pthread_create(&t, 0, spin, 0); pthread_create(&t, 0, spin, 0); break;
  case 'v': if (vfork() == 0) { for (;;) pause(); } break;
  case 'z': if (fork() == 0) _exit(0); break;
  }
  for (;;) pause();
}`

interface Json {
  readonly tasks: Readonly<Record<string, number>>
  readonly total: number
  readonly waiting_not_found: number
  readonly procs_running: number
  readonly not_counted: Readonly<Record<string, number>>
  readonly threads: readonly {
    readonly tid: number
    readonly pid: number
    readonly state: string
    readonly cause: string
    readonly why: string | null
  }[]
}

const folder = mkdtempSync(join(tmpdir(), 'whytop-load-'))
const program = join(folder, 'busy')
const running: ChildProcess[] = []

beforeAll(() => {
  writeFileSync(`${program}.c`, PROGRAM)
  execFileSync('gcc', ['-O1', '-pthread', '-o', program, `${program}.c`])
})

afterEach(async () => {
  for (const child of running.splice(0)) await ended(child)
})

afterAll(() => rmSync(folder, { recursive: true }))

function start(mode: string): number {
  const child = spawn(program, [mode], { stdio: 'ignore', detached: true })
  running.push(child)
  if (child.pid === undefined) throw new Error('not started')
  return child.pid
}

/** The whole group: a vfork parent in D dies only with its child. */
async function ended(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  await gone
}

async function until(what: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!what()) {
    if (performance.now() > deadline) throw new Error('did not happen within 10 s')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

function stateOf(pid: number, tid = pid): string {
  return /\) (\w)/.exec(readFileSync(`/proc/${pid}/task/${tid}/stat`, 'latin1'))?.[1] ?? ''
}

/** Its threads in R. */
function runningOf(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).filter((tid) => stateOf(pid, Number(tid)) === 'R').length
}

function childrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim()
  return children === '' ? [] : children.split(' ').map(Number)
}

/** Threads by state, as ps sees them: `R 12 12`. */
function ps(): ReadonlyMap<number, string> {
  const lines = execFileSync('ps', ['-eLo', 'lwp=,s='], { encoding: 'latin1' }).trim().split('\n')
  return new Map(lines.map((line) => line.trim().split(/\s+/)).map(([tid, state]) => [Number(tid), state as string]))
}

/** How often each thread was given a CPU: the third number of its schedstat. */
function slices(): ReadonlyMap<number, string> {
  const found = new Map<number, string>()
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      for (const tid of readdirSync(`/proc/${pid}/task`))
        found.set(Number(tid), readFileSync(`/proc/${pid}/task/${tid}/schedstat`, 'latin1').split(' ')[2] ?? '')
    } catch (error) {
      // It has ended meanwhile.
      if (!(error instanceof Error && 'code' in error && /^(ENOENT|ESRCH)$/.test(`${error.code}`))) throw error
    }
  return found
}

async function look(meanwhile: () => Promise<void>): Promise<Json> {
  const place = placeOf(loadView)
  return loadView.json(await liveViewSnapshot(loadView, place, meanwhile), place) as unknown as Json
}

/** As often as it takes to go down the tree of cgroups, and with no budget: the cgroups of many processes take a few ticks. */
async function wholeLook(): Promise<Json> {
  const host = localHost()
  const sampler = new Sampler(host, WHOLE_BUDGET)
  const place = placeOf(loadView)
  let samples: Samples | null = null
  for (let looks = 0; looks < 8 || !samples; looks++) {
    const processes: ProcessWants = { ...SOME_PROCESSES, ...loadView.processes?.(place, samples) }
    samples = await sampler.take({ sources: loadView.sources(samples, place), processes }, () => undefined)
  }
  host.close()
  return loadView.json(new Snapshot(samples, host.facts, NO_HISTORY), place) as unknown as Json
}

const test = needs({ commands: ['gcc', 'ps'] })

test('real threads: on a CPU, waiting, in vfork, stopped, zombie; and ps says the same', async () => {
  const spinners = [start('s'), start('s'), start('m')]
  const parent = start('v')
  const zombies = start('z')
  const stopped = start('p')
  await until(() => spinners.reduce((sum, pid) => sum + runningOf(pid), 0) === 4)
  await until(() => stateOf(parent) === 'D' && childrenOf(parent).length === 1)
  await until(() => childrenOf(zombies).some((pid) => stateOf(pid) === 'Z'))
  process.kill(stopped, 'SIGSTOP')
  await until(() => stateOf(stopped) === 'T')
  let before: ReturnType<typeof ps> = new Map()
  let ran: ReturnType<typeof slices> = new Map()
  const json = await look(async () => {
    ran = slices()
    before = ps()
  })
  const after = ps()
  const ranAfter = slices()

  const ours = json.threads.filter(({ pid }) => spinners.includes(pid))
  expect(ours.map(({ state }) => state)).toEqual(['R', 'R', 'R', 'R'])
  expect(ours.every(({ cause }) => cause === 'on_cpu' || cause === 'waiting')).toBe(true)
  const vfork = json.threads.find(({ pid }) => pid === parent)
  expect(vfork).toMatchObject({ state: 'D', cause: 'd_other', why: `vfork parent of ${childrenOf(parent)[0]}` })

  const same = (state: string) =>
    [...before].filter(([tid, was]) => was === state && after.get(tid) === state).map(([tid]) => tid)
  const counted = new Map(json.threads.map(({ tid, state }) => [tid, state]))
  // One that sleeps before and after may have run in between: then it was given a CPU once more.
  const slept = (tid: number) => ran.has(tid) && ran.get(tid) === ranAfter.get(tid)
  const idle = [...same('S'), ...same('I')].filter(slept)
  expect(idle.length).toBeGreaterThan(20)
  expect(idle.filter((tid) => counted.has(tid))).toEqual([])
  for (const tid of [...same('T'), ...same('Z')]) expect(counted.has(tid)).toBe(false)
  expect(json.not_counted.stopped).toBeGreaterThanOrEqual(1)
  expect(json.not_counted.zombie).toBeGreaterThanOrEqual(1)
  expect(json.not_counted.idle).toBeGreaterThanOrEqual(same('I').filter(slept).length)

  expect(Object.values(json.tasks).reduce((a, b) => a + b)).toBe(json.total)
  const runnable = (json.tasks.on_cpu ?? 0) + (json.tasks.waiting ?? 0)
  expect(runnable).toBeGreaterThanOrEqual(Math.max(4, json.procs_running - 1))
})

needs({ root: true }).describe('without rights', () => {
  afterEach(() => process.seteuid?.(0))

  test('the reason is hidden, not unknown', async () => {
    const parent = start('v')
    await until(() => stateOf(parent) === 'D')
    const host = localHost()
    const place = placeOf(loadView)
    process.seteuid?.(65534)
    const snapshot = await snapshotFrom({ ...host, facts: { ...host.facts, uid: 65534 } }, (samples) => ({
      sources: loadView.sources(samples, place),
      processes: { ...SOME_PROCESSES, ...loadView.processes?.(place) },
    }))
    const json = loadView.json(snapshot, place) as unknown as Json
    expect(json.threads.find(({ pid }) => pid === parent)).toMatchObject({
      state: 'D',
      cause: 'd_hidden',
      why: 'hidden',
    })
    expect(loadView.missing(snapshot, place)).toContainEqual(
      expect.objectContaining({ missing: 'denied', remedy: expect.stringContaining('CAP_SYS_PTRACE') }),
    )
  })
})

const cpuController = readFileSync('/proc/self/mountinfo', 'latin1').match(
  /^(?:\S+ ){4}(\S+) .* - cgroup \S+ (?:\S*,)?cpu(?:,\S*)?$/m,
)?.[1]

const cgroupV1Cpu = { name: 'cgroup-v1-cpu', probe: () => cpuController !== undefined }

needs({ root: true, feature: cgroupV1Cpu }).describe('a CPU quota', () => {
  const group = `${cpuController}/whytop-test-${process.pid}`
  afterAll(async () => {
    await until(() => readFileSync(`${group}/cgroup.procs`, 'latin1') === '')
    rmdirSync(group)
  })

  test('throttled threads do not count', async () => {
    mkdirSync(group)
    writeFileSync(`${group}/cpu.cfs_period_us`, '100000')
    writeFileSync(`${group}/cpu.cfs_quota_us`, '5000')
    const spinners = Array.from({ length: 8 }, () => start('s'))
    for (const pid of spinners) writeFileSync(`${group}/cgroup.procs`, `${pid}`)
    const throttled = () => Number(/nr_throttled (\d+)/.exec(readFileSync(`${group}/cpu.stat`, 'latin1'))?.[1])
    const first = throttled()
    await until(() => throttled() > first)
    // How many are held back at one moment is chance, none too: a period of 100 ms begins with a run of 5.
    let held = 0
    for (let looks = 0; looks < 20 && held === 0; looks++) {
      const json = await look(async () => {
        const now = throttled()
        await until(() => throttled() > now + 1)
      })
      held = json.not_counted.throttled ?? 0
      const counted = json.threads.filter(({ pid }) => spinners.includes(pid))
      expect(counted.length + held).toBe(8)
    }
    expect(held).toBeGreaterThanOrEqual(1)
  })
})

const unified = readFileSync('/proc/self/mountinfo', 'latin1').match(/^(?:\S+ ){4}(\S+) rw\S* (?:.* )?- cgroup2 /m)?.[1]

const cgroupV2 = { name: 'cgroup-v2', probe: () => unified !== undefined }

needs({ root: true, feature: cgroupV2 }).describe('a cgroup that v2 has frozen', () => {
  const group = `${unified}/whytop-frozen-${process.pid}`
  const below = `${group}/below`
  let done = () => {}

  beforeAll(async () => {
    done = await cgroupsAlone()
  }, ALONE)

  afterAll(async () => {
    done()
    await until(() => readFileSync(`${below}/cgroup.procs`, 'latin1') === '')
    rmdirSync(below)
    rmdirSync(group)
  })

  test('its threads look asleep, and are told', async () => {
    mkdirSync(group)
    mkdirSync(below)
    const before = (await wholeLook()).not_counted.frozen ?? 0
    const sleepers = [start('p'), start('p')]
    for (const pid of sleepers) writeFileSync(`${below}/cgroup.procs`, `${pid}`)
    writeFileSync(`${group}/cgroup.freeze`, '1')
    try {
      await until(() => readFileSync(`${below}/cgroup.events`, 'latin1').includes('frozen 1'))
      expect(sleepers.map((pid) => stateOf(pid))).toEqual(['S', 'S'])
      const json = await wholeLook()
      expect(json.not_counted.frozen).toBe(before + 2)
      expect(json.threads.filter(({ pid }) => sleepers.includes(pid))).toEqual([])
    } finally {
      writeFileSync(`${group}/cgroup.freeze`, '0')
    }
  })
})

needs({ root: true, commands: ['mkfs.ext4', 'fsfreeze', 'mount'] }).describe('a frozen file system', () => {
  const image = join(folder, 'disk')
  const mountPoint = join(folder, 'mnt')

  test('its writer waits for the file system', async () => {
    execFileSync('truncate', ['-s', '16M', image])
    execFileSync('mkfs.ext4', ['-q', image])
    mkdirSync(mountPoint)
    execFileSync('mount', ['-o', 'loop', image, mountPoint])
    try {
      execFileSync('fsfreeze', ['-f', mountPoint])
      const writer = spawn('sh', ['-c', `echo x > ${mountPoint}/file`], { stdio: 'ignore' })
      try {
        const pid = writer.pid ?? 0
        await until(() => stateOf(pid) === 'D')
        const json = await look(async () => {})
        expect(json.threads.find((thread) => thread.pid === pid)).toMatchObject({ state: 'D', cause: 'd_filesystem' })
      } finally {
        const done = new Promise((resolve) => writer.once('exit', resolve))
        execFileSync('fsfreeze', ['-u', mountPoint])
        await done
      }
    } finally {
      execFileSync('umount', [mountPoint])
    }
  })
})
