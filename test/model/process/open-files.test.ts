import { describe, expect, test } from 'vitest'
import { fileUseSources, fileUses } from '../../../src/model/process/open-files.ts'
import type { Samples } from '../../../src/sample/sample.ts'
import type { Reading } from '../../../src/source.ts'
import { processes, row } from '../load/row.ts'

interface Program {
  readonly pid: number
  readonly used: number
  readonly soft: number
}

function limitsFile(soft: number): string {
  return `Limit                     Soft Limit           Hard Limit           Units     \nMax open files            ${String(soft).padEnd(20)} 4096                 files     \n`
}

/** One look after the other at these programs: each reads what the one before made it ask for. */
function* looks(programs: readonly Program[], seconds = 5): Generator<{ samples: Samples; paths: readonly string[] }> {
  const all = processes(programs.map(({ pid }) => row({ pid })))
  const of = new Map(programs.map((one) => [one.pid, one]))
  let files = new Map<string, Reading<unknown>>()
  for (let at = 1; ; at += seconds) {
    const samples = { after: { at: at * 1e9, files, processes: all }, before: null }
    const sources = fileUseSources(samples)
    yield { samples, paths: sources.map(({ path }) => path) }
    files = new Map(
      sources.map(({ path, parse }) => {
        const { used, soft } = of.get(Number(/\d+/.exec(path)?.[0])) as Program
        return [path, { value: parse(Buffer.from(path.startsWith('count:') ? `${used}` : limitsFile(soft))), at }]
      }),
    )
  }
}

function lookAfter(programs: readonly Program[], count: number) {
  const all = looks(programs)
  for (let i = 0; i < count; i++) all.next()
  return all.next().value as { samples: Samples; paths: readonly string[] }
}

describe('descriptors against what a program may have', () => {
  test('a low limit is met by few', () => {
    const { samples } = lookAfter([{ pid: 9, used: 60, soft: 64 }], 2)
    expect(fileUses(samples)).toMatchObject([{ process: { pid: 9 }, used: 60, soft: 64, share: 60 / 64 }])
  })

  test('limits are read of who has more than a few, and are let stand for a while', () => {
    const programs = [
      { pid: 8, used: 5, soft: 1024 },
      { pid: 9, used: 60, soft: 1024 },
    ]
    for (const count of [1, 2, 3, 4]) {
      const { samples, paths } = lookAfter(programs, count)
      expect(paths).toEqual(['count:/proc/8/fd', 'count:/proc/9/fd', '/proc/9/limits'])
      expect(fileUseSources(samples).find(({ path }) => path === '/proc/9/limits')?.every).toBeGreaterThanOrEqual(30)
    }
  })

  test('one that is near is read at each look: raised, it is near no more', () => {
    const { samples } = lookAfter([{ pid: 9, used: 60, soft: 64 }], 3)
    expect(fileUseSources(samples).find(({ path }) => path === '/proc/9/limits')?.every).toBe(0)
  })

  describe('beside 10,000', () => {
    const many = (used: number): readonly Program[] =>
      Array.from({ length: 10_000 }, (_, i) => ({ pid: i + 1, used, soft: 1024 }))

    test.each([5, 40, 90, 300, 1000])('that have %i open each look reads some hundred', (used) => {
      const all = looks(many(used))
      for (let i = 0; i < 30; i++) {
        const { paths } = all.next().value as { paths: readonly string[] }
        expect(paths.length).toBeLessThanOrEqual(1_100)
        expect(paths.filter((path) => path.endsWith('/limits')).length).toBeLessThanOrEqual(420)
      }
    })

    test('one at a low limit is found, and from then on looked at every time', () => {
      const all = looks([...many(40), { pid: 20_000, used: 60, soft: 64 }, { pid: 20_001, used: 400, soft: 1_000_000 }])
      let found = 0
      for (let i = 0; i < 80; i++) {
        const { samples } = all.next().value as { samples: Samples }
        const isThere = fileUses(samples).some(({ process }) => process.pid === 20_000)
        if (found > 0 || isThere) {
          expect(isThere).toBe(true)
          found++
        }
      }
      expect(found).toBeGreaterThan(5)
    })
  })

  test('a limit that is not told is none that is met', () => {
    const all = processes([row({ pid: 9 })])
    const files = new Map<string, Reading<unknown>>([
      ['count:/proc/9/fd', { value: 60, at: 1 }],
      ['/proc/9/limits', { missing: 'gone', source: '/proc/9/limits', why: 'ended', remedy: null }],
    ])
    expect(fileUses({ after: { at: 1, files, processes: all }, before: null })).toEqual([])
  })
})
