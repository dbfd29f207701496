import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { loadRules } from '../src/findings/index.ts'
import type { Rule } from '../src/findings/rule.ts'
import { steal } from '../src/findings/steal.ts'
import type { Host } from '../src/host/host.ts'
import { type History, NO_HISTORY } from '../src/model/history.ts'
import { OWN_LATE, ownSchedstat } from '../src/model/load/own-late.ts'
import { monotonic } from '../src/monotonic.ts'
import { Session } from '../src/session.ts'
import type { Frame } from '../src/ui/frame.ts'
import { loadViews } from '../src/views/index.ts'
import { Watcher } from '../src/watcher.ts'
import { statOf } from './findings/ruled-out/cleared.ts'
import { FakeHost } from './sample/fake-host.ts'
import { skewClock } from './skewed-clock.ts'
import { fixtureHost, frameText, stateOf } from './ui/drawing.ts'

const rules = await loadRules()

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** Less than so much memory is a finding, whatever the machine has. */
const LIMITS = { 'mem-low': { warning: 100, warningBytes: 1e15, critical: 0 } }

/** A session whose rules come as the program's do: after the first frame. */
function begin(host: Host) {
  const frames: Frame[] = []
  const failures: unknown[] = []
  const session = new Session(
    {
      host,
      paint: (frame) => void frames.push(frame),
      effect: () => {},
      fail: (error) => void failures.push(error),
      watcher: async () => new Watcher(rules, host.facts, LIMITS),
    },
    stateOf('processes', { columns: 120, interval: 1 }),
  )
  const header = () => frameText(frames.at(-1) as Frame).split('\n', 1)[0]
  return { session, header, failures, first: () => frameText(frames[0] as Frame) }
}

describe('findings in a session', () => {
  test('are counted in the header, once they were seen three times', async () => {
    const host = new FakeHost()
    const collect = host.collect.bind(host)
    host.collect = (...asked) => {
      host.at = 1e9 + monotonic() * 1e6
      return collect(...asked)
    }
    host.files.set('/proc/meminfo', 'MemTotal: 16777216 kB\nMemFree: 200000 kB\nMemAvailable: 600000 kB\n')
    const { session, header, failures, first } = begin(host)
    await session.start()
    expect(first()).not.toContain('▲')
    await vi.advanceTimersByTimeAsync(1500)
    expect(header()).not.toContain('▲')
    await vi.advanceTimersByTimeAsync(15_000)
    expect(header()).toContain(' ▲ 1 warning ')
    expect(failures).toEqual([])
    session.end()
  })

  test('of a capture are there without waiting', async () => {
    const { session, header, failures } = begin(fixtureHost('load-d'))
    await session.start()
    for (let i = 0; i < 10; i++) await vi.advanceTimersByTimeAsync(100)
    vi.useRealTimers()
    await vi.waitFor(() => expect(header()).toMatch(/▲ \d+ warning/), 5000)
    expect(failures).toEqual([])
    session.end()
  })
})

/** A machine whose host makes whytop wake so many ms late; and whether its own queue tells of that. */
class Delayed extends FakeHost {
  late = 0
  isQueued = false
  /** Whether each look asked for schedstat. */
  readonly asks: boolean[] = []
  #waited = 0
  #skew = 0
  readonly #begun = monotonic()

  constructor() {
    super()
    skewClock(() => this.#skew)
    const idle = process.resourceUsage()
    vi.spyOn(process, 'resourceUsage').mockImplementation(() => idle)
  }

  /** Until the next look, with what happens meanwhile. */
  async tick(meanwhile = () => {}): Promise<void> {
    const looks = this.asks.length
    await vi.advanceTimersByTimeAsync(100)
    meanwhile()
    this.#skew += this.late
    if (this.isQueued) this.#waited += this.late
    while (this.asks.length === looks) await vi.advanceTimersByTimeAsync(5)
  }

  override async collect(...asked: Parameters<Host['collect']>): Promise<void> {
    this.at = 1e9 + (monotonic() - this.#begun) * 1e6
    this.files.set('/proc/stat', statOf(100, Math.round(this.at / 1e7)))
    this.files.set(ownSchedstat.path, `1000000 ${5e6 + this.#waited * 1e6} 50\n`)
    await super.collect(...asked)
    if (asked[0].processes?.probe) this.asks.push(this.asked.includes(ownSchedstat.path))
  }
}

describe('a host that hides its steal', () => {
  let history: History = NO_HISTORY
  /** Sees what rules see. */
  const witness: Rule<never> = {
    ...{ id: 'WITNESS', title: '', help: '', resource: 'cpu', limits: {}, window: 0, sources: () => [] },
    see: (snapshot) => {
      history = snapshot.history
      return { clear: true, evidence: [] }
    },
  }
  const known = () => Array.from(history.series.get(OWN_LATE) ?? [], (late) => Math.round(late * 1000)).slice(-6)

  async function slow(change: Partial<Pick<Delayed, 'late' | 'isQueued'>> = {}) {
    const host = Object.assign(new Delayed(), change)
    const watcher = new Watcher([witness, steal], host.facts, {}, true)
    const failures: unknown[] = []
    const state = stateOf('processes', { columns: 120, interval: 1 })
    const around = { host, paint: () => {}, effect: () => {}, fail: (error: unknown) => void failures.push(error) }
    const session = new Session({ ...around, watcher: async () => watcher }, state)
    history = NO_HISTORY
    await session.start()
    const ticks = async (count: number, meanwhile?: () => void) => {
      for (let i = 0; i < count; i++) await host.tick(meanwhile)
    }
    const hidden = () => watcher.findings?.list.find(({ id }) => id === 'STEAL') ?? null
    await ticks(2)
    return { host, session, failures, ticks, hidden }
  }

  test('is told by sleeps that end late with nobody in the way', async () => {
    const { host, session, failures, ticks, hidden } = await slow()
    host.late = 26
    await ticks(7)
    expect(known().slice(-4)).toEqual([25, 25, 25, 25])
    await ticks(40)
    expect(hidden()).toMatchObject({ severity: 'info' })
    expect(hidden()?.says).toContain('woke up to 25 ms late')
    expect(failures).toEqual([])
    session.end()
  })

  test('is not told by what stood in line here', async () => {
    const { session, ticks, hidden } = await slow({ late: 26, isQueued: true })
    await ticks(40)
    expect(known()).toEqual([0, 0, 0, 0, 0, 0])
    expect(hidden()).toBeNull()
    session.end()
  })

  test('costs no read while sleeps end in time', async () => {
    const { host, session, ticks } = await slow()
    await ticks(10)
    expect(known().slice(-5)).toEqual([0, 0, 0, 0, 0])
    expect(host.asks).not.toContain(true)
    host.late = 26
    await ticks(1)
    host.late = 0
    await ticks(12)
    expect(host.asks.slice(-13)).toEqual([...Array(11).fill(true), false, false])
    session.end()
  })

  test('is not looked for in a sleep in which a key was answered', async () => {
    const { host, session, ticks } = await slow()
    host.late = 26
    await ticks(12, () => session.input({ kind: 'key', key: 'down' }))
    expect(known().filter((late) => late > 0)).toEqual([])
    expect(host.asks).not.toContain(true)
    session.end()
  })

  test('is known of a look that is completed later', async () => {
    await loadViews(['load'])
    const { session, ticks } = await slow({ late: 26 })
    await ticks(6)
    // The pane that comes into sight wants more of the look before; the sleep after it is no quiet one.
    await ticks(1, () => session.input({ kind: 'key', key: '3' }))
    await ticks(1)
    expect(known().slice(-3)).toEqual([25, 25, Number.NaN])
    session.end()
  })

  test('is not looked for where no rules are loaded', async () => {
    const host = Object.assign(new Delayed(), { late: 26 })
    const around = { host, paint: () => {}, effect: () => {}, fail: () => {} }
    const session = new Session(around, stateOf('processes', { interval: 1 }))
    await session.start()
    for (let i = 0; i < 5; i++) await host.tick()
    expect(host.asks).not.toContain(true)
    expect(process.resourceUsage).not.toHaveBeenCalled()
    session.end()
  })
})
