import { afterEach, describe, expect, test, vi } from 'vitest'
import { OWN_LATE, ownSchedstat } from '../src/model/load/own-late.ts'
import { OwnSleep } from '../src/own-sleep.ts'
import { NO_WANTS } from '../src/sample/wants.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const sample = (at: number, files = new Map()) => ({ at, files, processes: null })
const bare = { before: sample(0), after: sample(1) }

/** Sleeps of whytop, of which each is so long and ends so late (ms), with what it did meanwhile. */
function sleeper() {
  const used = { userCPUTime: 0, systemCPUTime: 0, majorPageFault: 0 }
  const usage = vi.spyOn(process, 'resourceUsage').mockImplementation(() => ({ ...idle, ...used }))
  const sleep = new OwnSleep()
  const night = (ms: number, late: number, meanwhile = () => {}) => {
    sleep.begin(ms)
    meanwhile()
    sleep.end(late)
    return sleep.point(bare).map(([name, value]) => [name, Math.round(value * 1e6) / 1e3])
  }
  return { sleep, night, used, usage }
}

const idle = process.resourceUsage()

describe('own sleep', () => {
  test('that ends in time is known without a further file: what is less than the grain of a timer is nothing', () => {
    const { sleep, night } = sleeper()
    expect(night(2000, 1.5)).toEqual([[OWN_LATE, 0.5]])
    expect(night(2000, 0)).toEqual([[OWN_LATE, 0]])
    expect(sleep.wants).toBe(NO_WANTS)
  })

  test('that ends late asks for what tells why, at the looks that could show that it is often so', () => {
    const { sleep, night } = sleeper()
    expect(night(2000, 26)).toEqual([[OWN_LATE, Number.NaN]])
    const asked = Array.from({ length: 12 }, () => {
      const { sources } = sleep.wants
      night(2000, 0)
      return sources.map(({ path }) => path)
    })
    expect(asked).toEqual([...Array(11).fill([ownSchedstat.path]), []])
  })

  test('of which nothing follows: too short, disturbed, in wait for a disk, stopped, or none at all', () => {
    const { sleep, night, used } = sleeper()
    expect(sleep.point(bare)).toEqual([])
    expect(night(99, 26)).toEqual([])
    expect(night(2000, 26, () => sleep.disturb())).toEqual([])
    expect(night(2000, 26, () => used.majorPageFault++)).toEqual([])
    expect(night(2000, 1002)).toEqual([])
    sleep.end(26)
    expect(sleep.point(bare)).toEqual([])
    expect(sleep.wants).toBe(NO_WANTS)
  })

  test('work of whytop’s own is no lateness', () => {
    const { night, used } = sleeper()
    const work = () => {
      used.userCPUTime += 20_000
      used.systemCPUTime += 4800
    }
    expect(night(2000, 26, work)).toEqual([[OWN_LATE, 0.2]])
  })

  test('says the same of a sample that is completed later, and of one with nothing before it nothing', () => {
    const { sleep, night } = sleeper()
    night(2000, 1.5)
    sleep.begin(2000)
    expect(sleep.point(bare)).toHaveLength(1)
    expect(sleep.point({ before: null, after: sample(1) })).toEqual([[OWN_LATE, Number.NaN]])
  })

  test('costs a call, another where it is late, and none where it is too short', () => {
    const { night, usage } = sleeper()
    night(2000, 0)
    expect(usage).toHaveBeenCalledTimes(1)
    night(2000, 26)
    expect(usage).toHaveBeenCalledTimes(3)
    night(50, 0)
    expect(usage).toHaveBeenCalledTimes(3)
  })
})
