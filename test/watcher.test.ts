import { describe, expect, test } from 'vitest'
import { loadRules } from '../src/findings/index.ts'
import type { Rule } from '../src/findings/rule.ts'
import { NO_HISTORY } from '../src/model/history.ts'
import { Snapshot } from '../src/model/snapshot.ts'
import type { Samples } from '../src/sample/sample.ts'
import { Sampler } from '../src/sample/sampler.ts'
import { Watcher } from '../src/watcher.ts'
import { FakeHost } from './sample/fake-host.ts'

/** A machine whose memory is nearly gone, second after second. */
async function watched(seconds: number, limits = {}) {
  const host = new FakeHost()
  host.files.set('/proc/meminfo', 'MemTotal: 16777216 kB\nMemFree: 200000 kB\nMemAvailable: 600000 kB\n')
  const sampler = new Sampler(host)
  const watcher = new Watcher(await loadRules(), host.facts, limits)
  let samples: Samples | null = null
  for (let i = 0; i < seconds; i++) {
    host.at += 1e9
    samples = await sampler.take(watcher.wants(samples), () => undefined)
    watcher.look(new Snapshot(samples, host.facts, NO_HISTORY))
  }
  return watcher
}

describe('the watcher', () => {
  test('asks for what the rules need, and knows what they found', async () => {
    const watcher = await watched(20)
    expect(watcher.findings?.list.map(({ id, provisional }) => [id, provisional])).toContainEqual(['MEM-LOW', false])
  })

  test('what the file system does not tell is not evaluable, and not well', async () => {
    const watcher = await watched(20)
    expect(watcher.findings?.notEvaluable.map(({ id }) => id)).toContain('DIRECT')
  })

  test('goes by the limits of the config file', async () => {
    const watcher = await watched(20, { 'mem-low': { warning: 1, exit: 1 } })
    expect(watcher.findings?.list.map(({ id }) => id)).not.toContain('MEM-LOW')
  })

  test('keeps the samples that rules will compare the next ones with, and no others', async () => {
    const watcher = await watched(20)
    const sample = (at: number) => ({ at, files: new Map(), processes: null })
    const looks = Array.from({ length: 20 }, (_, i) => (i + 1) * 1e9)
    const kept = looks.filter((at) => watcher.keeps(sample(at)))
    // Those that rest looked some seconds ago.
    expect(kept.length).toBeGreaterThan(1)
    expect(kept.length).toBeLessThan(20)
    expect(watcher.keeps(sample(1))).toBe(false)
  })

  test('rules that go through much look one at a time, and what they find is what they find at once', async () => {
    const host = new FakeHost()
    const seenAt: number[] = []
    let part = 0
    const rule = (id: string, isDear: boolean): Rule<never> => ({
      id,
      title: id,
      help: id,
      resource: 'cpu',
      limits: {},
      window: 0,
      sources: () => [],
      see: () => {
        seenAt.push(part)
        return { clear: true, evidence: [] }
      },
      ...(isDear && { sign: () => true, dear: () => ({}) }),
    })
    const watcher = new Watcher([rule('A', false), rule('B', true), rule('C', false), rule('D', true)], host.facts)
    for (const at of [1e9, 2e9]) {
      const samples = { after: { at, files: new Map(), processes: null }, before: null }
      watcher.wants(at === 1e9 ? null : samples)
      seenAt.length = 0
      for (part = 1; watcher.lookOn(new Snapshot(samples, host.facts, NO_HISTORY)); ) part++
      // At the first look no sign is known yet.
      expect(seenAt).toEqual(at === 1e9 ? [1, 1, 1, 1] : [1, 1, 2, 2])
      expect(watcher.findings?.at).toBe(at)
    }
  })

  test('a sample that was only completed says nothing new', async () => {
    const watcher = await watched(3)
    const { findings } = watcher
    const nothing = new Snapshot(
      { after: { at: 9e9, files: new Map(), processes: null }, before: null },
      new FakeHost().facts,
      NO_HISTORY,
    )
    expect(watcher.look(nothing)).toBe(findings)
  })
})
