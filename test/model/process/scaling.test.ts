import { describe, expect, test } from 'vitest'
import {
  advise,
  BLOCKING,
  FULL,
  headroom,
  type Scaling,
  THROTTLED,
  WAITING,
} from '../../../src/model/process/scaling.ts'

/** Two of four CPUs used by two threads, nothing waits. */
const CALM: Scaling = {
  parallelism: 1.6,
  effective: { cpus: 4, by: 'online', path: null },
  online: 4,
  threads: 8,
  busy: 2,
  full: 0,
  waiting: 0.01,
  blocked: 0,
  throttled: 0,
  voluntary: 10,
  involuntary: 5,
}

const ids = (given: Partial<Scaling>) => advise({ ...CALM, ...given }).map(({ id }) => id)
const says = (given: Partial<Scaling>) =>
  advise({ ...CALM, ...given })
    .map(({ says }) => says)
    .join('\n')

describe('advise', () => {
  test('says nothing is in the way when nothing is', () => {
    expect(ids({})).toEqual(['fits'])
    expect(says({})).toContain('1.60 CPUs used by 2 busy threads of the 4 CPUs it may use')
  })

  test('gives no all-clear while something that could limit it is not known', () => {
    expect(advise({ ...CALM, waiting: null })).toMatchObject([{ id: 'unknown', weight: 'info' }])
    expect(says({ waiting: null })).toContain('Not known yet: how long its threads wait for a CPU.')
    expect(says({ throttled: null, voluntary: null })).toContain(
      'whether a quota stops it, how often its threads block.',
    )
  })

  test('a single full thread beside free CPUs', () => {
    expect(ids({ parallelism: 0.97, busy: 1, full: 1 })).toEqual(['single'])
    expect(says({ parallelism: 0.97, busy: 1, full: 1 })).toContain('3.03 CPUs would be free')
    expect(ids({ parallelism: 0.97, busy: 2, full: 1 })).not.toContain('single')
    expect(ids({ parallelism: 0.97, busy: 1, full: 1, effective: { cpus: 1, by: 'affinity', path: null } })).toEqual([
      'full',
    ])
  })

  test('gives no all-clear to one that is hardly busy and stands in line all the same', () => {
    const little = { parallelism: 0.2, busy: 0, waiting: 0.66 }
    expect(advise({ ...CALM, ...little })).toMatchObject([{ id: 'contended', weight: 'info' }])
    expect(says(little)).toContain('yet its threads stand in line 66.0 % of the time they could run')
  })

  test('more busy threads than CPUs, standing in line', () => {
    const crowd = { parallelism: 3.9, busy: 9, full: 0, waiting: 0.55 }
    expect(ids(crowd)).toEqual(['crowded', 'full'])
    expect(says(crowd)).toContain('9 busy threads share 4 CPUs and stand in line 55.0 %')
    expect(says(crowd)).toContain('About 4 workers')
    expect(ids({ ...crowd, waiting: WAITING - 0.001 })).toEqual(['full'])
    expect(ids({ ...crowd, waiting: null })).toEqual(['full'])
  })

  test('few busy threads that wait all the same: others are there', () => {
    expect(ids({ busy: 2, waiting: WAITING })).toEqual(['contended'])
    expect(advise({ ...CALM, busy: 0, waiting: 0.5 })).not.toContainEqual(
      expect.objectContaining({ weight: 'warning' }),
    )
  })

  test('stopped by its quota', () => {
    const quota = {
      effective: { cpus: 1.5, by: 'quota', path: '/web' } as const,
      parallelism: 1.5,
      throttled: THROTTLED,
      busy: 3,
    }
    expect(ids(quota)[0]).toBe('throttled')
    expect(says(quota)).toContain('used up in 5.0 % of the periods')
    expect(says(quota)).toContain('1.5 CPUs of 4 (the CPU quota of its cgroup)')
    expect(ids({ ...quota, throttled: THROTTLED - 0.001 })).not.toContain('throttled')
    expect(ids({ ...quota, throttled: null })).not.toContain('throttled')
  })

  test('all CPUs used', () => {
    expect(ids({ parallelism: FULL * 4, busy: 4 })).toEqual(['full'])
    expect(ids({ parallelism: FULL * 4 - 0.01, busy: 4 })).not.toContain('full')
  })

  test('waits for others: more workers may help', () => {
    const waits = { parallelism: 0.8, voluntary: 4000, involuntary: 20, busy: 3 }
    expect(ids(waits)).toEqual(['blocking'])
    expect(says(waits)).toContain('4,000 voluntary switches/s')
    expect(ids({ ...waits, voluntary: BLOCKING - 1 })).toEqual(['fits'])
    expect(ids({ ...waits, involuntary: 3000 })).toEqual(['fits'])
    expect(ids({ ...waits, voluntary: null })).toEqual(['unknown'])
  })

  test('threads in D', () => {
    expect(ids({ parallelism: 0, busy: 0, blocked: 2 })).toEqual(['blocked'])
    expect(says({ blocked: 1 })).toContain('1 thread in D')
  })

  test('idle', () => {
    expect(ids({ parallelism: 0.01, busy: 0, voluntary: 1, involuntary: 0 })).toEqual(['idle'])
  })

  test('does not guess before the second sample, or without the list of CPUs', () => {
    expect(
      ids({ parallelism: null, busy: null, full: null, waiting: null, voluntary: null, involuntary: null }),
    ).toEqual(['unknown'])
    expect(ids({ effective: null })).toEqual(['unknown'])
  })
})

test('headroom is what is left, never less than nothing', () => {
  expect(headroom(CALM)).toBeCloseTo(2.4)
  expect(headroom({ ...CALM, parallelism: 4.01 })).toBe(0)
  expect(headroom({ ...CALM, parallelism: null })).toBeNull()
})
