import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { isMissing } from '../../src/source.ts'
import { needs } from '../needs.ts'
import { bundle } from '../terminal/demo-bundle.ts'
import { actor } from './actor.ts'
import { asleep, type Child, seen, start, ticks, until } from './ticks.ts'

/** Whoever is off screen is read once in so many ticks at the latest. */
const TURNS = 32
const running: Child[] = []

afterEach(async () => {
  for (const child of running.splice(0)) await child.end()
})

function child(command: string, ...args: readonly string[]): Child {
  const started = start(command, ...args)
  running.push(started)
  return started
}

async function sleepers(count: number): Promise<Child[]> {
  const started = Array.from({ length: count }, () => child('sleep', '1000'))
  await asleep(...started.map(({ pid }) => pid))
  return started
}

const stateOf = (pid: number) => readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) (.).*$/s, '$1')

/** Ticks until `is` holds, at most `most`; returns how many it took. */
async function ticksUntil(tick: () => Promise<boolean>, most: number): Promise<number> {
  for (let n = 1; n <= most; n++) if (await tick()) return n
  throw new Error(`not within ${most} ticks`)
}

describe('what others do to a process', () => {
  test('reniced: in sight at the next tick, off screen within 32', async () => {
    const [near, far] = (await sleepers(2)) as [Child, Child]
    const machine = ticks()
    for (let i = 0; i < 3; i++) await machine.tick(seen([near.pid]))
    for (const { pid } of [near, far]) setPriority(pid, 7)
    const look = await machine.tick(seen([near.pid]))
    expect(look.row(near.pid)?.stat).toMatchObject({ nice: 7, priority: 27 })
    await ticksUntil(async () => (await machine.tick(seen([near.pid]))).row(far.pid)?.stat.nice === 7, TURNS)
  })

  test('its parent ends: the new parent is seen, off screen as soon as the old one is missed', async () => {
    const parents = [0, 1].map(() => child('sh', '-c', 'sleep 1000 & echo $!; wait'))
    const [near, far] = (await Promise.all(parents.map((parent) => parent.line()))).map(Number) as [number, number]
    const machine = ticks()
    try {
      for (let i = 0; i < 3; i++) await machine.tick(seen([near]))
      for (const parent of parents) await parent.end()
      const look = await machine.tick(seen([near]))
      expect(look.row(near)?.stat.ppid).not.toBe(parents[0]?.pid)
      expect(look.row(parents[0]?.pid as number)).toBeUndefined()
      expect((await machine.tick(seen([near]))).row(far)?.stat.ppid).not.toBe(parents[1]?.pid)
    } finally {
      for (const pid of [near, far]) process.kill(pid, 'SIGKILL')
    }
  })

  test('stopped and continued: in sight at the next tick, off screen within 32', async () => {
    const [near, far] = (await sleepers(2)) as [Child, Child]
    const machine = ticks()
    for (let i = 0; i < 3; i++) await machine.tick(seen([near.pid]))
    for (const [signal, state] of [
      ['SIGSTOP', 'T'],
      ['SIGCONT', 'S'],
    ] as const) {
      for (const each of [near, far]) each.signal(signal)
      await until(`state ${state}`, () => stateOf(near.pid) === state && stateOf(far.pid) === state)
      expect((await machine.tick(seen([near.pid]))).row(near.pid)?.stat.state).toBe(state)
      await ticksUntil(async () => (await machine.tick(seen([near.pid]))).row(far.pid)?.stat.state === state, TURNS)
    }
  })

  test('killed: a zombie first, gone when it is reaped', async () => {
    const parent = child('sh', '-c', 'sleep 1000 & echo $!; read x; wait')
    const pid = Number(await parent.line())
    const machine = ticks()
    await machine.tick(seen([pid]))
    process.kill(pid, 'SIGKILL')
    await until('a zombie', () => stateOf(pid) === 'Z')
    expect((await machine.tick(seen([]))).row(pid)?.stat.state).toBe('Z')
    parent.tell('')
    await until('the end of the parent', () => !isThere(parent.pid) || stateOf(parent.pid) === 'Z')
    await until('the end', () => !isThere(pid))
    expect((await machine.tick(seen([pid]))).row(pid)).toBeUndefined()
  })

  test('another program in the same process: name and arguments are those of now', async () => {
    const near = child('sh', '-c', 'read x; exec sleep 1000')
    const far = child('sh', '-c', 'read x; exec sleep 2000')
    const machine = ticks()
    const wants = seen([near.pid], { files: ['cmdline', 'owner'], everybody: ['cmdline'] })
    for (let i = 0; i < 3; i++) await machine.tick(wants)
    for (const each of [near, far]) each.tell('')
    await until('sleep', () =>
      [near, far].every(({ pid }) => readFileSync(`/proc/${pid}/comm`, 'latin1') === 'sleep\n'),
    )
    await asleep(near.pid, far.pid)
    const look = await machine.tick(wants)
    expect(look.row(near.pid)?.stat.comm).toBe('sleep')
    expect(look.row(far.pid)?.stat.comm).toBe('sleep')
    const argv = (reading: object | undefined) => (reading && !isMissing(reading) ? Object(reading).value : null)
    expect(argv(look.row(near.pid)?.more.cmdline)).not.toEqual(['sh', '-c', 'read x; exec sleep 1000'])
    await ticksUntil(async () => {
      const { row } = await machine.tick(wants)
      return `${argv(row(near.pid)?.more.cmdline)} ${argv(row(far.pid)?.more.cmdline)}` === 'sleep,1000 sleep,2000'
    }, 3)
  })
})

needs({ root: true, commands: ['gcc', 'unshare'] }).describe('as root', () => {
  let act = ''
  let remove = () => {}

  beforeAll(() => {
    ;[act, remove] = actor()
  })

  afterAll(() => remove())

  test('another user: in sight within a few ticks', async () => {
    const one = child(act, 'uid')
    await one.line()
    const machine = ticks()
    const wants = seen([one.pid], { files: ['owner'] })
    for (let i = 0; i < 3; i++) await machine.tick(wants)
    one.tell('')
    await one.line()
    await ticksUntil(async () => Object((await machine.tick(wants)).row(one.pid)?.more.owner).value === 65534, 5)
  })

  test('memory goes into swap without the process running: in sight at once, off screen at the tick after', async () => {
    const MIB = 24
    const swap = child(act, 'swap', `${act}.swap`, '64')
    expect(await swap.line()).toMatch(/^on/)
    try {
      const held = [child(act, 'mem', `${MIB}`), child(act, 'mem', `${MIB}`)]
      const where = await Promise.all(held.map(async (each) => (await each.line()).split(' ')[1] as string))
      const [near, far] = held.map(({ pid }) => pid) as [number, number]
      const machine = ticks()
      const wants = seen([near], { everybody: ['statm'] })
      for (let i = 0; i < 3; i++) await machine.tick(wants)
      const before = await machine.tick(wants)
      held.forEach(({ pid }, i) => {
        execFileSync(act, ['pageout', `${pid}`, where[i] as string, `${MIB << 20}`])
      })
      const resident = (pid: number) => Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1])
      const pages = (MIB << 20) / 4096
      expect(resident(near)).toBeLessThan((before.row(near)?.statm?.resident ?? 0) - pages / 2)
      const first = await machine.tick(wants)
      expect(first.row(near)?.statm?.resident).toBe(resident(near))
      const second = await machine.tick(wants)
      expect(second.row(far)?.statm?.resident).toBe(resident(far))
      // Nobody ran for it.
      for (const pid of [near, far]) expect(first.cpus(pid) + second.cpus(pid)).toBe(0)
    } finally {
      swap.tell('x')
      expect(await swap.line()).toMatch(/^off/)
    }
  })

  test('whoever falls asleep in D, or comes back, is found by the moved alone: nothing else is read', async () => {
    const [one] = [child(act, 'vfork'), ...(await sleepers(20))]
    await one.line()
    await asleep(one.pid)
    const machine = ticks()
    const moved = seen([], { threads: 'moved' })
    for (let i = 0; i < 3; i++) await machine.tick(moved)
    one.tell('')
    await until('D', () => stateOf(one.pid) === 'D')
    const stuck = await machine.tick(moved)
    expect(stuck.samples.after.processes?.scanned).toBe(true)
    expect(stuck.row(one.pid)?.stat.state).toBe('D')
    expect((await machine.tick(moved)).row(one.pid)?.stat.state).toBe('D')
    one.tell('')
    expect(await one.line()).toMatch(/^back/)
    await asleep(one.pid)
    expect((await machine.tick(moved)).row(one.pid)?.stat.state).toBe('S')
  })

  test('a pid that is used again: another process, whatever was known of the first', async () => {
    const [script, discard] = await bundle(fileURLToPath(new URL('reuse.ts', import.meta.url)))
    try {
      const env = { ...process.env, NODE_PATH: fileURLToPath(new URL('../../node_modules', import.meta.url)) }
      const argv = ['--pid', '--fork', '--kill-child', '--mount-proc', process.execPath, script]
      const told = JSON.parse(execFileSync('unshare', argv, { env, encoding: 'utf8' }))
      expect(told).toEqual({
        samePid: true,
        seen: ['first', 'second'],
        rates: [0, 'unknown', 0],
        off: ['third', 'fourth'],
      })
    } finally {
      discard()
    }
  })
})

describe('records', () => {
  test('what did not move stays the same object, and is 0', async () => {
    const sleeping = await sleepers(20)
    const machine = ticks()
    const pids = sleeping.map(({ pid }) => pid)
    for (let i = 0; i < 3; i++) await machine.tick(seen(pids.slice(0, 10)))
    const before = await machine.tick(seen(pids.slice(0, 10)))
    const after = await machine.tick(seen(pids.slice(0, 10)))
    for (const pid of pids) {
      expect(after.row(pid)).toBe(before.row(pid))
      expect(after.cpus(pid)).toBe(0)
    }
  })

  test('%CPU by the clock is what the ticks say', async () => {
    const busy = child('sh', '-c', 'while :; do :; done')
    const machine = ticks()
    const first = await machine.tick(seen([busy.pid]))
    await wait(1000)
    const last = await machine.tick(seen([busy.pid]))
    expect(first.samples.after.processes?.cpuFrom).toBe('clock')
    const used = (at: typeof first) => {
      const stat = at.row(busy.pid)?.stat
      return stat ? (stat.utime + stat.stime) / 100 : Number.NaN
    }
    const byTicks = (used(last) - used(first)) / last.table.dt
    expect(Math.abs(last.cpus(busy.pid) - byTicks)).toBeLessThan(0.04)
    expect(last.cpus(busy.pid)).toBeGreaterThan(0.1)
  })

  test('what wakes after a while is not diluted: the interval is that of the tick, not of the last read', async () => {
    const busy = child('sh', '-c', 'while :; do :; done')
    busy.signal('SIGSTOP')
    await until('stopped', () => stateOf(busy.pid) === 'T')
    const machine = ticks()
    await machine.tick(seen([]))
    await wait(1500)
    await machine.tick(seen([]))
    const from = ranFor(busy.pid)
    busy.signal('SIGCONT')
    await wait(300)
    const ran = ranFor(busy.pid) - from
    const look = await machine.tick(seen([]))
    expect(ran).toBeGreaterThan(0)
    // How much of a CPU it was given is the machine's affair. Over both intervals it would be a sixth of that.
    expect(look.cpus(busy.pid)).toBeGreaterThan((ran / look.table.dt) * 0.8)
    expect(look.cpus(busy.pid)).toBeLessThan(1.05)
  })

  test('what comes into sight between ticks is read, and no rate changes', async () => {
    const busy = child('sh', '-c', 'while :; do :; done')
    const [idle] = (await sleepers(1)) as [Child]
    const machine = ticks()
    await machine.tick(seen([]))
    await wait(200)
    const tick = await machine.tick(seen([]))
    expect(tick.row(idle.pid)?.movedAt).toBeLessThan(tick.samples.after.at)
    await wait(300)
    setPriority(idle.pid, constants.priority.PRIORITY_LOW)
    const more = await machine.supplement(seen([busy.pid, idle.pid]))
    expect(more?.row(idle.pid)?.stat.nice).toBe(19)
    expect(more?.row(idle.pid)?.statm).not.toBeNull()
    expect(more?.samples.after.at).toBe(tick.samples.after.at)
    expect(more?.table.dt).toBe(tick.table.dt)
    expect(more?.cpus(busy.pid)).toBe(tick.cpus(busy.pid))
    expect(more?.row(busy.pid)?.stat.utime).toBe(tick.row(busy.pid)?.stat.utime)
    expect(await machine.supplement(seen([busy.pid, idle.pid]))).toBeNull()
    await wait(200)
    const next = await machine.tick(seen([busy.pid]))
    expect(next.table.dt).toBeGreaterThan(0.45)
    expect(next.cpus(busy.pid)).toBeLessThan(1.05)
  })

  test('without clocks: the same rows and the same values', async () => {
    const sleeping = await sleepers(5)
    vi.resetModules()
    process.env.WHYTOP_NO_NATIVE = '1'
    const plain = await import('./ticks.ts')
    const slow = plain.ticks()
    const fast = ticks()
    try {
      for (let i = 0; i < 2; i++) {
        await slow.tick(seen([]))
        await fast.tick(seen([]))
      }
      setPriority(sleeping[0]?.pid as number, 3)
      const visible = seen(sleeping.map(({ pid }) => pid))
      const [a, b] = [await slow.tick(visible), await fast.tick(visible)]
      expect(a.samples.after.processes?.cpuFrom).toBe('ticks')
      expect(b.samples.after.processes?.cpuFrom).toBe('clock')
      for (const { pid } of sleeping) {
        expect(a.row(pid)).toMatchObject({ stat: b.row(pid)?.stat, statm: b.row(pid)?.statm })
        expect(a.cpus(pid)).toBe(0)
      }
      const shared = b.table.rows.filter(({ pid }) => a.row(pid)).length
      expect(shared).toBeGreaterThan(b.table.rows.length * 0.9)
    } finally {
      delete process.env.WHYTOP_NO_NATIVE
      vi.resetModules()
    }
  })
})

/** Seconds on a CPU, of its only thread: the first number of schedstat. */
function ranFor(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[0]) / 1e9
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    throw error
  }
}
