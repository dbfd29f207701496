import { describe, expect, test } from 'vitest'
import { diskRates } from '../../../src/model/disks/rates.ts'
import { parseDiskstats } from '../../../src/parse/diskstats.ts'

const stat = (line: string) => {
  const [found] = parseDiskstats(Buffer.from(`${line}\n`))
  if (!found) throw new Error(line)
  return found
}
const BEFORE = stat('254 0 vda 100 20 2000 50 200 40 8000 900 2 700 1000 10 1 800 5 4 8')
const AFTER = stat('254 0 vda 300 60 10000 450 260 60 20000 2100 1 2700 5000 30 1 2400 25 14 108')

test('iostat -x over two seconds', () => {
  expect(diskRates(BEFORE, AFTER, 2)).toEqual({
    reads: {
      perSecond: 100,
      bytesPerSecond: 4000 * 512,
      mergedPerSecond: 20,
      mergedShare: 20 / 120,
      await: 0.002,
      size: 40 * 512,
    },
    writes: {
      perSecond: 30,
      bytesPerSecond: 6000 * 512,
      mergedPerSecond: 10,
      mergedShare: 0.25,
      await: 0.02,
      size: 200 * 512,
    },
    discards: {
      perSecond: 10,
      bytesPerSecond: 800 * 512,
      mergedPerSecond: 0,
      mergedShare: 0,
      await: 0.001,
      size: 80 * 512,
    },
    flushes: { perSecond: 5, await: 0.01 },
    queue: 2,
    util: 1,
  })
})

test('nothing ended: no await and no size, but 0 a second', () => {
  const { reads, util } = diskRates(BEFORE, BEFORE, 2)
  expect(reads).toEqual({
    perSecond: 0,
    bytesPerSecond: 0,
    mergedPerSecond: 0,
    mergedShare: null,
    await: null,
    size: null,
  })
  expect(util).toBe(0)
})

test('the first look, and a clock that stands still, know nothing', () => {
  for (const rates of [diskRates(null, AFTER, 2), diskRates(BEFORE, AFTER, 0)]) {
    expect(rates.reads.perSecond).toBeNull()
    expect(rates.writes.await).toBeNull()
    expect([rates.queue, rates.util, rates.flushes?.perSecond]).toEqual([null, null, null])
  }
})

describe('times are kept in 32 bits', () => {
  const near = {
    ...BEFORE,
    reads: { ...BEFORE.reads, ms: 2 ** 32 - 100 },
    busyMs: 2 ** 32 - 500,
    weightedMs: 2 ** 32 - 1,
  }
  const past = { ...AFTER, reads: { ...AFTER.reads, ms: 300 }, busyMs: 500, weightedMs: 3999 }

  test('and wrap', () => {
    const { reads, util, queue } = diskRates(near, past, 2)
    expect(reads.await).toBeCloseTo(0.002, 10)
    expect(util).toBe(0.5)
    expect(queue).toBe(2)
  })

  test('a counter that began anew is no wrap', () => {
    const { reads, util } = diskRates(
      { ...BEFORE, busyMs: 9000, reads: { ...BEFORE.reads, ms: 9000 } },
      { ...AFTER, busyMs: 10, reads: { ...AFTER.reads, ms: 10 } },
      2,
    )
    expect([reads.await, util]).toEqual([null, null])
  })

  test('a device of the same name that came instead has no rates yet, however far the times of the other were', () => {
    const far = { ...AFTER, busyMs: 3e9, weightedMs: 3e9, reads: { ...AFTER.reads, ms: 3e9 } }
    const { reads, queue, util, flushes } = diskRates(far, BEFORE, 2)
    expect([reads.perSecond, reads.await, queue, util, flushes?.perSecond]).toEqual([null, null, null, null, null])
  })
})

test('requests that hung for minutes end at once: busy is never more than all the time', () => {
  expect(diskRates(BEFORE, { ...AFTER, busyMs: BEFORE.busyMs + 600_000 }, 2).util).toBe(1)
})
