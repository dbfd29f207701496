import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { loadRules } from '../src/findings/index.ts'
import type { Host } from '../src/host/host.ts'
import { Session } from '../src/session.ts'
import type { Frame } from '../src/ui/frame.ts'
import { Watcher } from '../src/watcher.ts'
import { FakeHost } from './sample/fake-host.ts'
import { fixtureHost, frameText, stateOf } from './ui/drawing.ts'

const rules = await loadRules()

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
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
      host.at = 1e9 + performance.now() * 1e6
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
