import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Effect } from '../src/effect.ts'
import type { Host } from '../src/host/host.ts'
import { Session } from '../src/session.ts'
import type { Frame } from '../src/ui/frame.ts'
import { tableState } from '../src/ui/state.ts'
import { loadViews } from '../src/views/index.ts'
import { FakeHost } from './sample/fake-host.ts'
import { fixtureHost, frameText, stateOf } from './ui/drawing.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A machine whose clock goes with the timers, and which can be made to hang or to break. */
class Machine extends FakeHost {
  looks = 0
  slept = 0
  broken: Error | null = null
  gate: Promise<void> | null = null

  override async collect(...[plan, sink, turn]: Parameters<Host['collect']>): Promise<void> {
    this.looks++
    if (this.gate) await this.gate
    if (this.broken) throw this.broken
    this.at = 1e9 + performance.now() * 1e6
    this.files.set('/proc/uptime', `${(this.at / 1e9 + this.slept).toFixed(2)} 1.00\n`)
    await super.collect(plan, sink, turn)
  }

  /** Ticks: looks with a probe. */
  get probed(): boolean {
    return this.plan.processes?.probe === true
  }
}

function begin(host: Host = new Machine(), change: Parameters<typeof stateOf>[1] = {}) {
  if (host instanceof FakeHost) for (const pid of [1, 2, 3]) host.add(pid)
  const frames: Frame[] = []
  const effects: Effect[] = []
  const failures: unknown[] = []
  const broken: { effect: Error | null } = { effect: null }
  const session = new Session(
    {
      host,
      paint: (frame) => void frames.push(frame),
      effect: (effect) => {
        if (broken.effect) throw broken.effect
        effects.push(effect)
      },
      fail: (error) => void failures.push(error),
    },
    stateOf('processes', change),
  )
  const press = (...keys: readonly string[]) => {
    for (const key of keys) session.input({ kind: 'key', key })
  }
  const text = () => (frames.at(-1) ? frameText(frames.at(-1) as Frame) : '')
  /** Without the header, whose clock goes on. */
  const pane = () => text().slice(text().indexOf('\n'))
  return { host, session, frames, effects, failures, broken, press, text, pane }
}

describe('the loop', () => {
  test('one frame at once, the second soon after, then one an interval', async () => {
    const host = new Machine()
    const { session, frames } = begin(host)
    await session.start()
    expect(frames).toHaveLength(1)
    const ticks: number[] = []
    for (let ms = 0; ms < 7000; ms += 50) {
      const before = frames.length
      await vi.advanceTimersByTimeAsync(50)
      if (frames.length > before) ticks.push(ms + 50)
    }
    expect(ticks).toEqual([300, 2300, 4300, 6300])
    session.end()
  })

  test('the header tells what this pane costs: what it was, marked as old, after a change of pane, until an interval is over', async () => {
    await loadViews(['load'])
    const { session, text, press } = begin(new Machine(), { columns: 160 })
    const self = () => / {2}self (\S+) /.exec(text())?.[1]
    await session.start()
    await vi.advanceTimersByTimeAsync(2300)
    expect(self()).toMatch(/^\d/)
    press('3')
    expect(text()).toContain('Threads by cause')
    expect(self()).toMatch(/^~\d/)
    await vi.advanceTimersByTimeAsync(2000)
    expect(self()).toMatch(/^~\d/)
    await vi.advanceTimersByTimeAsync(2000)
    expect(self()).toMatch(/^\d/)
    session.end()
  })

  test('end() leaves no timer behind, and nothing is painted after it', async () => {
    const { session, frames, press } = begin()
    await session.start()
    press('down')
    const count = frames.length
    session.end()
    expect(vi.getTimerCount()).toBe(0)
    press('down')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(frames).toHaveLength(count)
  })

  test('an end in the middle of a look paints nothing more', async () => {
    const host = new Machine()
    const { session, frames } = begin(host)
    let open = () => {}
    host.gate = new Promise((resolve) => {
      open = resolve
    })
    const started = session.start()
    session.end()
    open()
    await started
    expect([frames.length, vi.getTimerCount()]).toEqual([0, 0])
  })

  test('a failure is told once, and the loop stands still', async () => {
    const host = new Machine()
    const { session, failures } = begin(host)
    await session.start()
    host.broken = new Error('machine lost')
    await vi.advanceTimersByTimeAsync(20_000)
    expect([failures, vi.getTimerCount()]).toEqual([[host.broken], 0])
  })

  test('a failure stops what keys had started too', async () => {
    const host = new Machine()
    const { session, failures, press } = begin(host)
    await session.start()
    await vi.advanceTimersByTimeAsync(2290)
    host.broken = new Error('machine lost')
    press('3')
    await vi.advanceTimersByTimeAsync(20_000)
    press('down')
    expect([failures, vi.getTimerCount()]).toEqual([[host.broken], 0])
  })

  test('so is a failure of the first look', async () => {
    const host = new Machine()
    const { session, failures } = begin(host)
    host.broken = new Error('machine lost')
    await session.start()
    expect([failures, vi.getTimerCount()]).toEqual([[host.broken], 0])
  })

  test('after a stall the ticks do not catch up', async () => {
    const host = new Machine()
    const { session } = begin(host)
    await session.start()
    await vi.advanceTimersByTimeAsync(300)
    let open = () => {}
    host.gate = new Promise((resolve) => {
      open = resolve
    })
    await vi.advanceTimersByTimeAsync(30_000)
    host.gate = null
    open()
    await vi.advanceTimersByTimeAsync(1)
    const before = host.looks
    await vi.advanceTimersByTimeAsync(8_000)
    expect(host.looks - before).toBeLessThanOrEqual(5)
    expect(host.looks - before).toBeGreaterThanOrEqual(3)
    session.end()
  })
})

describe('keys', () => {
  test('typed before there is anything to see are kept, in their order', async () => {
    const { session, press } = begin()
    press('down', 'p')
    expect(session.state.paused).toBe(false)
    await session.start()
    expect([session.state.paused, tableState(session.state, 'processes').index]).toEqual([true, 1])
    session.end()
  })

  test('are answered with a frame at once, whatever is being read', async () => {
    const host = new Machine()
    const { session, frames, press } = begin(host)
    await session.start()
    host.gate = new Promise(() => {})
    await vi.advanceTimersByTimeAsync(5000)
    const count = frames.length
    press('down')
    expect(frames).toHaveLength(count + 1)
    session.end()
  })

  test('what comes into sight while the last key is answered is read after that', async () => {
    const host = new Machine()
    const { session, press } = begin(host)
    await session.start()
    // Between two ticks.
    await vi.advanceTimersByTimeAsync(1000)
    let open = () => {}
    host.gate = new Promise((resolve) => {
      open = resolve
    })
    press('enter')
    await vi.advanceTimersByTimeAsync(100)
    const before = host.looks
    press('escape', 'down', 'enter')
    await vi.advanceTimersByTimeAsync(100)
    expect(host.looks).toBe(before)
    host.gate = null
    open()
    await vi.advanceTimersByTimeAsync(100)
    expect(host.looks).toBeGreaterThan(before)
    expect(host.probed).toBe(false)
    session.end()
  })

  test('a held key reads once', async () => {
    const host = new Machine()
    const { session, press } = begin(host)
    await session.start()
    const before = host.looks
    for (let i = 0; i < 20; i++) press('c', 'escape', 'H', 'H')
    await vi.advanceTimersByTimeAsync(100)
    expect(host.looks - before).toBeLessThanOrEqual(1)
    session.end()
  })

  test('effects go to the surroundings; looking at once is the session’s own', async () => {
    const { session, effects, press } = begin()
    await session.start()
    press('3', 'C-l', 'C-z', 'q')
    expect(effects.map((effect) => effect.do)).toEqual(['repaint', 'suspend', 'quit'])
    session.end()
  })

  test('who wants to leave need not wait for the first look', async () => {
    const host = new Machine()
    host.gate = new Promise(() => {})
    const { session, effects, press } = begin(host)
    void session.start()
    press('down', 'C-c')
    expect(effects).toEqual([{ do: 'quit' }])
    session.end()
  })

  test('an early key that breaks something ends it as a later one does', async () => {
    const { session, failures, press, broken } = begin()
    broken.effect = new Error('broken')
    press('C-l')
    await session.start()
    expect(failures).toEqual([broken.effect])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('what a list names is read with the look that read the list: a pane tells of it at once, not an interval later', async () => {
    await loadViews(['system'])
    const host = new Machine()
    const folder = '/sys/devices/system/cpu/vulnerabilities/'
    host.files.set(folder, 'meltdown\nretbleed\n')
    host.files.set(`${folder}meltdown`, 'Not affected\n')
    host.files.set(`${folder}retbleed`, 'Vulnerable\n')
    const { session, text, press } = begin(host, { interval: 60, columns: 160 })
    await session.start()
    press('9')
    await vi.advanceTimersByTimeAsync(100)
    expect(text()).toContain('1 of 2 weaknesses open: retbleed')
    const { looks } = host
    await vi.advanceTimersByTimeAsync(150)
    expect(host.looks).toBe(looks)
    session.end()
  })

  test('another interval holds from now on', async () => {
    const host = new Machine()
    const { session, press } = begin(host)
    await session.start()
    await vi.advanceTimersByTimeAsync(300)
    press('-')
    const looks = []
    for (let i = 0; i < 3; i++) {
      const before = host.looks
      await vi.advanceTimersByTimeAsync(1000)
      looks.push(host.looks - before)
    }
    expect(session.state.interval).toBe(1)
    expect(looks).toEqual([1, 1, 1])
    session.end()
  })

  test('a notice is told until the next key', async () => {
    const { session, press, text } = begin()
    await session.start()
    session.tell('not saved')
    expect(text()).toContain('not saved')
    press('down')
    expect(text()).not.toContain('not saved')
    session.end()
  })
})

describe('pause', () => {
  test('freezes the picture, not the looking; then the newest is shown', async () => {
    const host = new Machine()
    const { session, press, text, pane } = begin(host)
    await session.start()
    await vi.advanceTimersByTimeAsync(300)
    press('p')
    const frozen = pane()
    const before = host.looks
    host.add(77, { comm: 'newcomer' })
    await vi.advanceTimersByTimeAsync(6000)
    expect(host.looks - before).toBeGreaterThanOrEqual(3)
    expect(pane()).toBe(frozen)
    expect(text()).toContain('PAUSED')
    press('p')
    expect(text()).toContain('newcomer')
    session.end()
  })

  test('the selection moves all the same', async () => {
    const { session, press, text } = begin()
    await session.start()
    press('p', 'down')
    expect(text()).toMatch(/^› +2 /m)
    session.end()
  })
})

describe('a machine that slept', () => {
  const rates = (text: string) => /CPU +\S+ +usr (\S+)/.exec(text)?.[1]
  const run = (host: Machine, user: number) =>
    host.files.set(
      '/proc/stat',
      `cpu  ${user} 0 0 1000 0 0 0 0 0 0\ncpu0 ${user} 0 0 1000 0 0 0 0 0 0\nintr 1\nctxt 1\nbtime 1\nprocesses 9\nprocs_running 1\nprocs_blocked 0\n`,
    )

  test('has no rates over the gap, and has them again one tick later', async () => {
    const host = new Machine()
    run(host, 1000)
    const { session, text } = begin(host)
    await session.start()
    run(host, 1100)
    await vi.advanceTimersByTimeAsync(300)
    expect(rates(text())).toBe('100.0')
    host.slept = 3600
    run(host, 1200)
    await vi.advanceTimersByTimeAsync(2000)
    expect(rates(text())).toBe('-')
    expect(text()).toContain('resumed: the machine slept 1:00:00, rates begin anew')
    run(host, 1300)
    await vi.advanceTimersByTimeAsync(2000)
    expect(rates(text())).toBe('100.0')
    session.end()
  })

  // Rows that came into sight complete the sample: that must not bring back the sample from before the gap.
  test('has none either when the sample is completed', async () => {
    const host = new Machine()
    run(host, 1000)
    const { session, press, text } = begin(host)
    await session.start()
    await vi.advanceTimersByTimeAsync(300)
    host.slept = 3600
    run(host, 1200)
    for (const pid of [4, 5, 6]) host.add(pid)
    await vi.advanceTimersByTimeAsync(2000)
    press('3')
    await vi.advanceTimersByTimeAsync(100)
    press('2')
    expect(rates(text())).toBe('-')
    session.end()
  })
})

test('a capture shows its two instants, whatever is looked at, and stays as it is', async () => {
  vi.useRealTimers()
  const { session, press, text, pane, frames, failures } = begin(fixtureHost('load-d'), { interval: 0.1 })
  await session.start()
  const first = pane()
  expect(first).toMatch(/203 0 +20 +0 R .* 96\.6 /)
  const count = frames.length
  // Several intervals: what stands still is not read again.
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect(frames.length).toBeLessThanOrEqual(count + 1)
  expect(pane()).toBe(first)
  press('3')
  await expect.poll(text).toContain('block I/O')
  expect(failures).toEqual([])
  session.end()
})
