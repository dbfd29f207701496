import { describe, expect, test } from 'vitest'
import type { Pace } from '../../../src/model/disks/paces.ts'
import { type Course, type Plateau, plateauOf, withPoints } from '../../../src/model/disks/plateau.ts'
import { diskRates } from '../../../src/model/disks/rates.ts'
import { type DiskStat, parseDiskstats } from '../../../src/parse/diskstats.ts'

/** Reads a second, and how long each takes; null: it stands still. */
type Doing = { readonly reads: number; readonly ms?: number; readonly queue?: number } | null

/** After looks at one device, so many seconds apart. */
function courseOf(looks: readonly Doing[], apart = 1): Course {
  return looks.reduce<Course>(
    (course, doing, i) => withPoints(course, doing ? [paceOf(doing, apart)] : [], (i + 1) * apart * 1e9),
    new Map(),
  )
}

function paceOf({ reads, ms = 20, queue = 8 }: NonNullable<Doing>, apart: number): Pace {
  const was = stat('0 0 0 0', 0)
  const now = stat(`${reads * apart} 0 ${reads * apart * 8} ${reads * apart * ms}`, queue * 1000 * apart)
  return { name: 'vda', was, now, rates: diskRates(was, now, apart) }
}

function stat(reads: string, weightedMs: number): DiskStat {
  const [only] = parseDiskstats(Buffer.from(` 8 0 vda ${reads} 0 0 0 0 3 0 ${weightedMs}\n`))
  if (!only) throw new Error('no line')
  return only
}

function plateau(looks: readonly Doing[], apart = 1): Plateau | null {
  return plateauOf(courseOf(looks, apart).get('vda') ?? [], looks.length * apart * 1e9, 20, 0.05, 1)
}

const LEVEL: Doing = { reads: 3000 }
const times = (count: number, doing: Doing): readonly Doing[] => Array.from({ length: count }, () => doing)

describe('a level', () => {
  test('is one rate for most of twenty seconds', () => {
    expect(plateau(times(16, LEVEL))).toMatchObject({ of: 'requests', queue: 8, before: null })
    expect(plateau(times(16, LEVEL))?.rate).toBeCloseTo(3000)
    expect(plateau(times(15, LEVEL))).toBeNull()
    expect(plateau([...times(15, LEVEL), { reads: 3300 }])).toBeNull()
  })

  test('does not go on across a rest', () => {
    expect(plateau([...times(10, LEVEL), null, ...times(10, LEVEL)])).toBeNull()
    expect(plateau(times(25, LEVEL).flatMap((doing) => [doing, ...times(4, null)]))).toBeNull()
  })

  test('is none where nothing comes back', () => {
    expect(plateau(times(30, { reads: 0 }))).toBeNull()
    expect(plateau([...times(30, LEVEL), ...times(30, { reads: 0 })])).toBeNull()
  })

  test('takes three looks at least, however far apart', () => {
    expect(plateau(times(3, LEVEL), 10)?.rate).toBeCloseTo(3000)
    expect(plateau(times(3, LEVEL), 200)?.rate).toBeCloseTo(3000)
    expect(plateau(times(2, LEVEL), 200)).toBeNull()
    expect(plateau(times(3, LEVEL), 7)).toBeNull()
  })

  test('took the median of what was seen with nothing in line', () => {
    const free = [1, 5, 4, 90, 3].map((ms) => ({ reads: 100, ms, queue: 0.5 }))
    const found = plateau([...free, ...times(30, { reads: 100, ms: 2 }), ...times(21, LEVEL)])
    expect(found?.before).toBeCloseTo(0.004, 6)
    expect(found?.await).toBeCloseTo(0.02, 6)
  })
})

describe('the course of a device', () => {
  test('is forgotten after minutes of rest', () => {
    expect(courseOf([...times(3, LEVEL), ...times(299, null)]).get('vda')).toHaveLength(301)
    expect(courseOf([...times(3, LEVEL), ...times(320, null)]).has('vda')).toBe(false)
  })

  test('does not grow on', () => {
    expect(courseOf(times(400, LEVEL)).get('vda')).toHaveLength(301)
  })
})
