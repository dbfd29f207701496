import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { giveBackPages } from '../../src/native/give-back.ts'
import { keepSmall } from '../../src/native/keep-small.ts'

vi.mock('../../src/native/give-back.ts', () => ({ giveBackPages: vi.fn() }))

const given = vi.mocked(giveBackPages)
const takes = (mib: number) => vi.spyOn(process.memoryUsage, 'rss').mockReturnValue(mib * 2 ** 20)

beforeEach(() => {
  vi.useFakeTimers()
  given.mockClear()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

test('what takes much is given back for as long as it runs, often in the first minute and seldom later', () => {
  takes(60)
  keepSmall()
  vi.advanceTimersByTime(61_000)
  expect(given).toHaveBeenCalledTimes(3 + 30)
  vi.advanceTimersByTime(3_600_000)
  expect(given).toHaveBeenCalledTimes(3 + 30 + 360)
})

test('without a descriptor left to ask nothing is given back, and nothing fails', () => {
  vi.spyOn(process.memoryUsage, 'rss').mockImplementation(() => {
    throw Object.assign(new Error('too many open files'), { code: 'EMFILE', syscall: 'uv_resident_set_memory' })
  })
  keepSmall()
  vi.advanceTimersByTime(120_000)
  expect(given).not.toHaveBeenCalled()
})

test('what takes little stays', () => {
  takes(50)
  keepSmall()
  vi.advanceTimersByTime(120_000)
  expect(given).not.toHaveBeenCalled()
})
