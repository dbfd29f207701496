import { describe, expect, test } from 'vitest'
import { cgroupSources, cgroups } from '../../../src/model/cgroups/model.ts'
import { quotaSources } from '../../../src/model/cgroups/throttling.ts'
import { dueOf, NO_TURN, roundOf, turnOf, turnsAfter, windowOf } from '../../../src/model/cgroups/turns.ts'
import { walk, walkSources } from '../../../src/model/cgroups/walk.ts'
import type { Samples } from '../../../src/sample/sample.ts'
import { someFacts } from '../samples-of.ts'
import { CROWD, crowdFile, lookOn } from './crowd.ts'

const S = 1e9
const plain = (_: string, name: string) =>
  name === 'cpu.max' || name === 'memory.max' ? 'max 100000\n' : name === 'memory.current' ? '4096\n' : ''

describe('a window over what is too much for one look', () => {
  const many = Array.from({ length: 4000 }, (_, i) => i)

  test.each([2, 5, 10, 60, 300])('comes by all of them, and each stays for four looks: every %i s', (every) => {
    const looks = Math.ceil(roundOf(many.length, 720, every) / every) + 40
    const windows = Array.from({ length: looks }, (_, look) => new Set(windowOf(many, 720, look * every * S, every)))
    expect(Math.max(...windows.map(({ size }) => size))).toBeLessThanOrEqual(720)
    for (const one of many.filter((i) => i % 7 === 0)) {
      const there = windows.map((window) => window.has(one))
      // What is there at the first look may be about to go.
      const from = there.findIndex((is, look) => is && !there[look - 1] && look > 0)
      const to = there.indexOf(false, from)
      expect(from).toBeGreaterThan(0)
      expect((to < 0 ? looks : to) - from).toBeGreaterThanOrEqual(4)
    }
  })

  test('moves by a part at a time, and does not jump where one more is there', () => {
    const at = 1_000_000 * S
    const [one, next] = [windowOf(many, 720, at, 2), windowOf(many, 720, at + 10 * S, 2)]
    expect(next.filter((i) => one.includes(i)).length).toBeGreaterThan(0.7 * one.length)
    const more = windowOf([...many, 4000], 720, at, 2)
    expect(more.filter((i) => one.includes(i)).length).toBeGreaterThan(0.95 * one.length)
  })

  test('is all of them where they fit', () => {
    expect(windowOf(many, 4000, 0, 2)).toBe(many)
    expect([roundOf(4000, 4000, 2), roundOf(10_000, 1800, 2), roundOf(10_000, 1800, 300)]).toEqual([0, 320, 32 * 320])
  })
})

describe('of 5,051 groups', () => {
  test('each has its turn in some minutes; folders and files at one look are bounded', () => {
    const seen = new Set<string>()
    let last = 0
    lookOn(
      (samples) => quotaSources(samples, { pace: 2, stay: [] }),
      { every: 5, until: 240 },
      (path) => crowdFile(path, plain),
      ({ after, before }, wanted, second) => {
        const [folders, files] = [wanted.filter(({ path }) => path.endsWith('/')), wanted.filter(isLimit)]
        expect([folders.length <= 2200, files.length <= 2000]).toEqual([true, true])
        for (const { path } of files) {
          const group = path.slice('/sys/fs/cgroup'.length, -'/cpu.max'.length)
          if (before?.files.has(path) && after.files.has(path) && !seen.has(group)) {
            seen.add(group)
            last = second
          }
        }
      },
    )
    // The root has no limit.
    expect(seen.size).toBe(CROWD.length - 1)
    expect(last).toBeLessThanOrEqual(200)
  })

  test('those above a group are in the set with it; what stays stays, what is gone drops out', () => {
    lookOn(
      (samples) => quotaSources(samples, { pace: 2, stay: ['/s49/g99', '/s49/gone'] }),
      { every: 10, until: 160 },
      (path) => crowdFile(path, plain),
      (samples, _, second) => {
        const found = walk(samples)
        const due = new Set(dueOf(found, samples.after.at, { pace: 2, stay: ['/s49/g99'] }).groups.map((g) => g.path))
        const isAlone = (path: string) => path !== '/' && !due.has(path.slice(0, path.lastIndexOf('/')) || '/')
        expect([...due].filter(isAlone)).toEqual([])
        expect(due.has('/s49/gone')).toBe(false)
        if (second >= 40) expect(due.has('/s49/g99')).toBe(true)
      },
    )
  })

  test('the pane shows those whose turn it is, says so, and keeps what is in trouble', () => {
    let all: Samples | null = null
    const full = (group: string, name: string) =>
      name === 'memory.max' ? '1000\n' : name === 'memory.current' && group === '/s7/g3' ? '999\n' : plain('', name)
    const shown: boolean[] = []
    lookOn(
      (samples) =>
        cgroupSources(samples && all, (groups) => groups.filter(({ memory }) => memory !== null && memory === 999)),
      { every: 10, until: 250 },
      (path) => crowdFile(path, full),
      (samples) => {
        all = samples
        const { groups, left, round, pending } = cgroups.of(samples, someFacts)
        expect(groups.length).toBeLessThanOrEqual(2000)
        shown.push(groups.some(({ path }) => path === '/s7/g3'))
        if (shown.length > 4) expect([groups.length + left, round, pending]).toEqual([CROWD.length, 160, false])
      },
    )
    expect(shown.slice(shown.indexOf(true)).every((is) => is)).toBe(true)
    expect(shown.indexOf(true)).toBeGreaterThanOrEqual(0)
  })
})

test('of more folders with groups below than are kept in mind, what is below has its turn with them', () => {
  const [pods, each] = [2300, 2]
  const list = (letter: string, count: number) => Array.from({ length: count }, (_, i) => `${letter}${i}\n`).join('')
  const file = (path: string) => {
    const depth = path.slice('/sys/fs/cgroup/'.length).split('/').length - 1
    if (path.startsWith('/proc')) return '30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n'
    return ['pods\n', list('p', pods), list('c', each), 'cpu.stat\n'][depth] ?? null
  }
  const looks = new Map<string, number>()
  const bounds: boolean[] = []
  lookOn(
    (samples) => {
      if (!samples) return walkSources(null)
      const { groups, folders } = dueOf(walk(samples), samples.after.at, { pace: 5, stay: [] })
      for (const { path } of groups) looks.set(path, (looks.get(path) ?? 0) + 1)
      bounds.push(groups.length <= 2000 && folders.length <= 4000)
      return folders
    },
    { every: 5, until: 400 },
    file,
    () => {},
  )
  expect(bounds).not.toContain(false)
  expect(looks.size).toBe(2 + pods * (1 + each))
  expect(Math.min(...looks.values())).toBeGreaterThanOrEqual(3)
}, 60_000)

test('what a rule remembers: who had trouble in the last minute, and how often it looks', () => {
  const at = (second: number): Samples => ({
    after: { at: second * S, files: new Map(), processes: null },
    before: { at: (second - 2) * S, files: new Map(), processes: null },
  })
  const first = turnsAfter(null, true, at(100), ['/a', '/b'])
  const then = turnsAfter(first, true, at(140), ['/c', '/b'])
  expect(turnOf(then)).toEqual({ pace: 2, stay: ['/c', '/b', '/a'] })
  expect(turnOf(turnsAfter(then, true, at(170), []))).toEqual({ pace: 2, stay: ['/c', '/b'] })
  expect(turnsAfter(then, false, at(142), ['/c'])).toBeNull()
  expect(turnOf(null)).toBe(NO_TURN)
})

function isLimit({ path }: { readonly path: string }): boolean {
  return path.endsWith('/cpu.max')
}
