import { describe, expect, test } from 'vitest'
import { appAdvice } from '../../../src/model/app/advice.ts'
import type { AppScaling } from '../../../src/model/app/scaling.ts'

/** Four workers of which two do some work on four CPUs; nobody waits. */
const CALM: AppScaling = {
  unit: 'process',
  workers: 4,
  active: 2,
  full: 0,
  used: 1.2,
  effective: { cpus: 4, by: 'online', path: null },
  online: 4,
  waiting: 0.01,
  blocked: 0,
  throttled: 0,
  voluntary: 10,
  involuntary: 5,
  queue: 0,
}
const TWO = { cpus: 2, by: 'quota', path: '/a' } as const

const ids = (given: Partial<AppScaling>) => appAdvice({ ...CALM, ...given }).map(({ id }) => id)
const says = (given: Partial<AppScaling>) =>
  appAdvice({ ...CALM, ...given })
    .map((advice) => advice.says)
    .join('\n')

describe('the number of workers', () => {
  test('fits when nothing is in the way, and is not known to fit while waiting is not known', () => {
    expect(ids({})).toEqual(['fits'])
    expect(ids({ waiting: null })).toEqual(['unknown'])
    expect(ids({ used: null })).toContain('unknown')
  })

  test('is about the effective CPUs where the work is CPU-bound', () => {
    const crowded = { active: 8, full: 0, used: 2, effective: TWO, waiting: 0.7, workers: 8 }
    expect(ids(crowded)).toEqual(['crowded'])
    expect(says(crowded)).toContain('About 2 would do the same work')
    const few = { active: 2, full: 2, used: 1.95 }
    expect(ids(few)).toEqual(['few'])
    expect(says(few)).toContain('About 4 would use them')
    expect(ids({ active: 2, full: 2, used: 1.95, effective: TWO })).toEqual(['full'])
  })

  test('is no matter where others take the CPUs', () => {
    expect(ids({ waiting: 0.3 })).toEqual(['contended'])
    // The little it does is held up as well: that is not an all-clear.
    const little = { active: 0, used: 0.2, waiting: 0.66 }
    expect(ids(little)).toEqual(['contended'])
    expect(says(little)).toContain('None of its 4 processes is busy on 4 CPUs, yet they stand in line 66.0 %')
    expect(ids({ ...little, active: null })).toEqual(['contended'])
    expect(ids({ ...little, waiting: 0.05 })).toEqual(['fits'])
  })

  test('is too few where one does all of it', () => {
    expect(ids({ active: 1, full: 1, used: 1, workers: 1 })).toEqual(['single'])
    expect(says({ active: 1, full: 1, used: 1, workers: 1 })).toContain('Its only process')
    expect(says({ active: 1, full: 1, used: 1, workers: 4 })).toContain('One of its 4 processes')
  })

  test('may be more than the CPUs where they block, but only while somebody waits', () => {
    const blocks = { voluntary: 900, used: 0.8, active: 4 }
    expect(appAdvice({ ...CALM, ...blocks })).toMatchObject([{ id: 'blocking', weight: 'ok' }])
    expect(says(blocks)).toContain('enough of them')
    const waits = { ...blocks, queue: 12 }
    expect(appAdvice({ ...CALM, ...waits })).toMatchObject([{ id: 'blocking', weight: 'warning' }])
    expect(says(waits)).toContain('up to about 20 could')
    expect(says({ ...blocks, queue: null })).toMatch(/few involuntary\. Up to about 20 could/)
    // Whoever stands in line for a CPU would not be helped by more of them.
    expect(ids({ ...waits, waiting: 0.3 })).toEqual(['contended'])
  })

  test('does not help against a quota or a D state', () => {
    expect(ids({ throttled: 0.4, effective: TWO })).toContain('throttled')
    expect(ids({ blocked: 3 })).toEqual(['blocked'])
  })

  test('is no matter at rest; yet who rests while connections wait is stuck', () => {
    const rest = { used: 0.01, active: 0 }
    expect(ids(rest)).toEqual(['idle'])
    expect(ids({ ...rest, queue: 3 })).toEqual(['stuck'])
  })
})
