import { describe, expect, test } from 'vitest'
import { type EngineState, NOTHING_KNOWN } from '../../src/findings/engine.ts'
import { type Memory, UNSEEN } from '../../src/findings/memory.ts'
import { endedOf, reportOf } from '../../src/findings/report.ts'
import type { Rule, Seen } from '../../src/findings/rule.ts'
import type { Episode, Sighting, Track } from '../../src/findings/track.ts'
import type { NetSpace } from '../../src/parse/net/namespaces.ts'
import { missingFrom } from '../../src/sample/missing.ts'
import type { Missing } from '../../src/source.ts'

const S = 1e9
const NOW = 1000 * S
const BLIND: Missing = missingFrom('/proc/x', 'ENOENT')
const SAID: Seen = { seen: 'warning', value: 1, says: 'mild', evidence: [], culprits: [], next: '', verify: '' }

function rule(id: string, change: Partial<Rule> = {}): Rule {
  return {
    id,
    title: `title of ${id}`,
    help: id,
    resource: 'cpu',
    limits: {},
    window: 4,
    sources: () => [],
    see: () => SAID,
    ...change,
  }
}

function sighting(at: number, change: Partial<Seen> = {}): Sighting {
  return { ...SAID, ...change, at: at * S }
}

function episode(change: Partial<Episode> = {}): Episode {
  return {
    since: 900 * S,
    isProven: false,
    seenFrom: 900 * S,
    heldAt: NOW,
    heldFrom: NOW,
    level: 1,
    worst: 1,
    confirmed: true,
    observed: 100,
    unit: '/s',
    peak: 7,
    recent: [],
    said: [],
    history: [1, 7],
    seen: sighting(1000),
    ...change,
  }
}

const OPEN: Track = { run: [], episode: episode(), last: SAID }

function state(tracks: Readonly<Record<string, Partial<Track>>>, change: Partial<EngineState> = {}): EngineState {
  const rules = Object.entries(tracks).map(([key, track]): [string, Memory] => [
    key,
    { ...UNSEEN, track: { ...UNSEEN.track, ...track } },
  ])
  return { ...NOTHING_KNOWN, began: 900 * S, rules: new Map(rules), ...change }
}

function space(id: number): NetSpace {
  return { id, processes: 1, pids: [id + 100] }
}

function report(rules: readonly Rule[], known: EngineState) {
  return reportOf(known, { rules, limits: {}, all: false, brief: false }, NOW)
}

describe('what could not be looked at', () => {
  test('is told with its reason, and a rule that never looked is not', () => {
    const { notEvaluable, list } = report([rule('BLIND'), rule('NEVER')], state({ BLIND: { last: BLIND } }))
    expect(notEvaluable).toEqual([{ id: 'BLIND', title: 'title of BLIND', why: BLIND.why, remedy: BLIND.remedy }])
    expect(list).toEqual([])
  })

  test('what shows over a long time is not told before that time was watched', () => {
    const slow = [rule('SLOW', { trend: 101 })]
    const early = report(slow, state({ SLOW: OPEN }))
    expect(early.list).toEqual([])
    expect(early.notEvaluable[0]?.why).toBe('it shows over 101 s, and 100 s were watched')
    const late = report([rule('SLOW', { trend: 100 })], state({ SLOW: OPEN }))
    expect([late.list.map(({ id }) => id), late.notEvaluable]).toEqual([['SLOW'], []])
  })

  test('before the first sample nothing was watched', () => {
    expect(report([], state({}, { began: null })).observed).toBe(0)
    expect(report([], state({})).observed).toBe(100)
  })
})

describe('what was seen some looks ago', () => {
  const ago = (change: Partial<Rule>, at: number, last: Track['last'] = SAID) =>
    report([rule('R', change)], state({ R: { ...OPEN, episode: episode({ seen: sighting(at) }), last } })).list[0]
      ?.seenAgo

  test('says so from two looks on, or as soon as a look did not see it', () => {
    expect(ago({}, 996)).toBeUndefined()
    expect(ago({}, 995.5)).toBe(4.5)
    expect(ago({}, 999, BLIND)).toBe(1)
    expect(ago({}, 1000, BLIND)).toBeUndefined()
  })

  test('of a rule that looks seldom two of its own looks, of an event never', () => {
    expect(ago({ every: 30 }, 940)).toBeUndefined()
    expect(ago({ every: 30 }, 939)).toBe(61)
    expect(ago({ latch: 900 }, 500, BLIND)).toBeUndefined()
  })
})

describe('what is ruled out', () => {
  const cleared = [
    { resource: 'cpu', says: 'idle', evidence: [] },
    { resource: 'network', says: 'nothing lost', evidence: [] },
  ] as const

  const resources = (level: number, change: Partial<Rule> = {}) =>
    report(
      [rule('R', change)],
      state({ R: { ...OPEN, episode: episode({ level }) } }, { ruledOut: cleared }),
    ).ruledOut.map(({ resource }) => resource)

  test('is not what somebody suffers from now; advice and what is good to know harm nobody', () => {
    expect(resources(1)).toEqual(['network'])
    expect(resources(2)).toEqual(['network'])
    expect(resources(0)).toEqual(['cpu', 'network'])
    expect(resources(1, { advice: true })).toEqual(['cpu', 'network'])
  })

  test('of the network says which namespaces it holds for', () => {
    const says = (others: number, visited: number, refused = 0) => {
      const spaces = Array.from({ length: others }, (_, id) => space(id))
      const visitedAt = new Map(spaces.slice(0, visited).map(({ id }) => [id, 0]))
      const elsewhere = { ...NOTHING_KNOWN.elsewhere, known: { left: 0, refused, others: spaces }, visitedAt }
      return report([], state({}, { ruledOut: cleared, elsewhere })).ruledOut.map((one) => one.says)
    }
    expect(says(0, 0)).toEqual(['idle', 'nothing lost'])
    expect(says(1, 0)).toEqual(['idle', 'nothing lost, the other network namespace not looked at yet'])
    expect(says(1, 1)).toEqual(['idle', 'nothing lost, the other network namespace looked at'])
    expect(says(5, 2)).toEqual(['idle', 'nothing lost, 2 of 5 other network namespaces looked at'])
    expect(says(0, 0, 12)[1]).toBe('nothing lost, the network namespace of 12 processes is not known (run as root)')
    expect(says(2, 2, 1)[1]).toBe(
      'nothing lost, 2 of 2 other network namespaces looked at, the network namespace of 1 process is not known (run as root)',
    )
  })
})

describe('another network namespace', () => {
  const elsewhere = { ...NOTHING_KNOWN.elsewhere, known: { left: 0, refused: 0, others: [space(8), space(9)] } }
  const namespaced = rule('NET', { resource: 'network', namespaced: true })

  test('has findings of its own, which share no scope with those here', () => {
    const there: Track = { ...OPEN, episode: episode({ seen: sighting(1000, { scope: { namespaces: ['net:8'] } }) }) }
    const { list } = report([namespaced, rule('CPU')], state({ NET: OPEN, 'NET 8': there, CPU: OPEN }, { elsewhere }))
    expect(list.map(({ id, scope }) => [id, scope.namespaces])).toEqual(
      expect.arrayContaining([
        ['NET', ['own']],
        ['NET', ['net:8']],
        ['CPU', undefined],
      ]),
    )
  })

  test('that cannot be looked at is told once, with how many more; one not yet visited is no reason', () => {
    const why = (...tracks: readonly Missing[]) => {
      const known = Object.fromEntries(tracks.map((last, i) => [`NET ${8 + i}`, { last }]))
      return report([namespaced], state({ NET: { last: { clear: true, evidence: [] } }, ...known }, { elsewhere }))
        .notEvaluable
    }
    const denied: Missing = { ...BLIND, missing: 'denied', why: 'no right' }
    expect(why(denied, denied).map((one) => one.why)).toEqual([
      'in another network namespace: no right, and 1 more like it',
    ])
    expect(why({ ...denied, missing: 'pending' }, denied).map((one) => one.why)).toEqual([
      'in another network namespace: no right',
    ])
    expect(why({ ...denied, missing: 'pending' }, { ...denied, missing: 'gone' })).toEqual([])
  })
})

test('what is over is told as it was at its worst, until it was last there and never later than now', () => {
  const worst = sighting(950, { says: 'bad' })
  const over = episode({ level: 0, worst: 2, said: [undefined, sighting(960), worst], heldAt: 970 * S })
  expect(endedOf(rule('R'), over, NOW)).toMatchObject({
    severity: 'critical',
    says: 'bad',
    since: 900 * S,
    until: 970 * S,
  })
  expect(endedOf(rule('R'), { ...over, heldAt: NOW + S }, NOW).until).toBe(NOW)
  // Of an episode that never said anything at its worst level: what it said last.
  expect(endedOf(rule('R'), { ...over, said: [] }, NOW).says).toBe('mild')
})
