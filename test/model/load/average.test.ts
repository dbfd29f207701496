import { describe, expect, test } from 'vitest'
import {
  activeAtStep,
  EXP_1,
  EXP_5,
  EXP_15,
  next,
  perCpu,
  printed,
  step,
  trends,
} from '../../../src/model/load/average.ts'
import { parseLoadavg } from '../../../src/parse/loadavg.ts'
import { fixture } from '../../parse/fixture.ts'

const loadavg = (path: string) => parseLoadavg(fixture(`load-d/${path}`))

function fold(steps: number, exp: number, active: number, load = 0): number {
  for (let i = 0; i < steps; i++) load = step(load, exp, active)
  return load
}

describe('step', () => {
  test('one thread from rest: 2048 · 164 / 2048, and one up for rising', () => {
    expect(step(0, EXP_1, 1)).toBe(164)
    expect(step(164, EXP_1, 1)).toBe(315)
    expect(step(0, EXP_1, 0)).toBe(0)
  })

  test('falls rounded down, and all the way to 0', () => {
    expect(step(2048, EXP_1, 0)).toBe(1884)
    expect(step(1, EXP_15, 0)).toBe(0)
    expect(fold(200, EXP_1, 0, 2048 * 50)).toBe(0)
  })

  test('reaches a whole number exactly, from below and from above', () => {
    for (const exp of [EXP_1, EXP_5, EXP_15]) {
      expect(printed(fold(5000, exp, 3))).toBe(3)
      expect(printed(fold(5000, exp, 3, 2048 * 9))).toBeCloseTo(3, 0)
    }
  })

  test('63 % after one minute, 95 % after three', () => {
    expect(fold(12, EXP_1, 100) / 2048).toBeCloseTo(63.3, 0)
    expect(fold(36, EXP_1, 100) / 2048).toBeCloseTo(95, 0)
  })

  test('a negative count of the kernel (a race of its CPUs) is none', () => {
    expect(step(2048, EXP_1, -1)).toBe(step(2048, EXP_1, 0))
  })
})

test('printed as the kernel prints: half a digit added, cut after two', () => {
  expect(printed(0)).toBe(0)
  expect(printed(164)).toBe(0.08)
  expect(printed(2047)).toBe(1)
  expect(printed(2048 * 8 + 1045)).toBe(8.51)
})

describe('the captured machine: 8.21, 8.51, 8.71 with 11 threads', () => {
  const [t0, between, t1] = [loadavg('t0/proc/loadavg'), loadavg('expected/loadavg.txt'), loadavg('t1/proc/loadavg')]

  test('11 threads for 75 to 90 s give the 8.51 the kernel shows', () => {
    expect(printed(fold(15, EXP_1, 11))).toBeLessThan(between.load1)
    expect(printed(fold(18, EXP_1, 11))).toBeGreaterThan(between.load1)
    expect(printed(fold(18, EXP_1, 11))).toBeCloseTo(between.load1, 0)
  })

  test('the step from 8.51 to 8.71 had 11; the one before had the reader too', () => {
    expect(Math.abs(activeAtStep(between.load1, t1.load1) - 11)).toBeLessThan(0.13)
    expect(Math.abs(activeAtStep(t0.load1, between.load1) - 12)).toBeLessThan(0.13)
  })

  test('next foretells all three averages', () => {
    const foretold = next(between, 11)
    expect(foretold.load1).toBeCloseTo(t1.load1, 2)
    expect(foretold.load5).toBeCloseTo(t1.load5, 1)
    expect(foretold.load15).toBeCloseTo(t1.load15, 1)
  })

  test('all rise', () => {
    expect(trends(between, { load1: t0.load1, age: 5 })).toEqual({ load1: 'rising', load5: 'rising', load15: 'rising' })
  })
})

test('inversion gives back what was put in', () => {
  for (const active of [0, 1, 7, 40]) {
    for (const load of [0, 0.5, 3, 80]) {
      expect(activeAtStep(load, next({ load1: load, load5: 0, load15: 0 }, active).load1)).toBeCloseTo(active, 9)
    }
  }
  expect(activeAtStep(5, 4)).toBe(0)
})

describe('trends', () => {
  const at = (load1: number, load5: number, load15: number) => ({ load1, load5, load15 })

  test('5 follows 1, 15 follows 5', () => {
    expect(trends(at(1, 2, 4), null)).toEqual({ load1: 'falling', load5: 'falling', load15: 'falling' })
    expect(trends(at(2, 2, 4), null)).toEqual({ load1: 'steady', load5: 'steady', load15: 'falling' })
  })

  test('1 by where it was', () => {
    expect(trends(at(1, 9, 9), { load1: 0.5, age: 15 }).load1).toBe('rising')
    expect(trends(at(9, 1, 1), { load1: 9.5, age: 15 }).load1).toBe('falling')
    expect(trends(at(1, 0, 0), { load1: 1, age: 15 }).load1).toBe('steady')
    expect(trends(at(1, 0, 0), { load1: 0.5, age: 0 })).toMatchObject({ load1: 'rising', load5: 'rising' })
  })

  test('one digit of rounding is no trend', () => {
    for (const age of [1, 5, 15, 60]) {
      expect(trends(at(0.1, 0, 0), { load1: 0.09, age }).load1).toBe('steady')
      expect(trends(at(0.1, 0, 0), { load1: 0.11, age }).load1).toBe('steady')
    }
  })

  test('the limits: 0.05 where it is small, 5 % where it is large', () => {
    expect(trends(at(0.15, 0.1, 0.1), null).load5).toBe('steady')
    expect(trends(at(0.16, 0.1, 0.1), null).load5).toBe('rising')
    expect(trends(at(100, 95, 95), null).load5).toBe('steady')
    expect(trends(at(101, 95, 95), null).load5).toBe('rising')
  })
})

test('per CPU, also of a fraction of one', () => {
  expect(perCpu(3, 1.5)).toBe(2)
  expect(perCpu(3, 0)).toBeNull()
})
