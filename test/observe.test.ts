import { expect, test, vi } from 'vitest'
import type { Findings } from '../src/model/findings.ts'
import { ownSchedstat } from '../src/model/load/own-late.ts'
import { observe } from '../src/observe.ts'
import { statOf } from './findings/ruled-out/cleared.ts'
import { FakeHost } from './sample/fake-host.ts'
import { skewClock } from './skewed-clock.ts'
import { fixtureHost } from './ui/drawing.ts'

const first = async (host: Parameters<typeof observe>[0], count: number, interval = 0.01) => {
  const seen: Findings[] = []
  for await (const findings of observe(host, { limits: {}, interval, all: true })) {
    seen.push(findings)
    if (seen.length === count) break
  }
  host.close()
  return seen
}

test('of a capture there is one answer, over the time between its instants', async () => {
  const [only, ...more] = await first(fixtureHost('load-d'), 2)
  expect(more).toEqual([])
  expect(only?.observed).toBeGreaterThan(0.5)
  expect(only?.list.every(({ provisional }) => provisional)).toBe(true)
})

test('of a machine there is one for each sample', async () => {
  const host = new FakeHost()
  const collect = host.collect.bind(host)
  host.collect = (...asked) => {
    host.at += 1e9
    return collect(...asked)
  }
  const seen = await first(host, 4)
  expect(seen.map(({ observed }) => observed)).toEqual([0, 1, 2, 3])
})

test('what /proc does not list is said with what was found', async () => {
  const of = async (threads: number) => {
    const host = new FakeHost()
    host.add(1)
    host.files.set('/proc/loadavg', `0.10 0.10 0.10 1/${threads} 9\n`)
    return (await first(host, 2)).at(-1)?.hidden
  }
  expect(await of(300)).toBe(299)
  expect(await of(1)).toBeUndefined()
})

test('sleeps that end late with nobody in the way tell of a host that hides its steal', async () => {
  const host = new FakeHost()
  const collect = host.collect.bind(host)
  const idle = process.resourceUsage()
  let skew = 0
  skewClock(() => skew)
  vi.spyOn(process, 'resourceUsage').mockImplementation(() => idle)
  host.files.set(ownSchedstat.path, '1000000 5000000 50\n')
  host.collect = (...asked) => {
    host.at += 1e9
    host.files.set('/proc/stat', statOf(100, host.at / 1e7))
    // In the sleep that follows.
    setTimeout(() => (skew += 150), 20).unref()
    return collect(...asked)
  }
  const seen = await first(host, 8, 0.12)
  vi.restoreAllMocks()
  const told = seen.at(-1)?.list.find(({ id }) => id === 'STEAL')
  expect(told).toMatchObject({ severity: 'info' })
  expect(told?.says).toMatch(/in \d of \d looks whytop woke up to \d+ ms late/)
})
