import { expect, test } from 'vitest'
import type { Findings } from '../src/model/findings.ts'
import { observe } from '../src/observe.ts'
import { FakeHost } from './sample/fake-host.ts'
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
