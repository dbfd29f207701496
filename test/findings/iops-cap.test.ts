import { describe, expect, test } from 'vitest'
import { iopsCap } from '../../src/findings/iops-cap.ts'
import type { Course, Point } from '../../src/model/disks/plateau.ts'
import { diskstatsOf, ioPressure, sysBlock } from './disk-machine.ts'
import { clear, lookAt, notEvaluable, seen } from './looks.ts'

/** So many reads of 4 KiB in the last second, with so many in line, each so long. */
function reading(name: string, perSecond: number, { queue = 8, ms = 30, stall = 0.5, more = {} } = {}) {
  const disk = {
    reads: perSecond,
    readMs: perSecond * ms,
    readSectors: perSecond * 8,
    busyMs: 1000,
    weightedMs: queue * 1000,
  }
  return {
    now: { '/proc/diskstats': diskstatsOf({ [name]: disk }), ...sysBlock([name], more), ...ioPressure(stall, stall) },
    was: { '/proc/diskstats': diskstatsOf({ [name]: {} }), ...sysBlock([name], more), ...ioPressure(stall) },
  }
}

/** What it did in the seconds before, oldest first. */
function course(name: string, rates: readonly number[], { queue = 8, ms = 30 } = {}): Course {
  const points = rates.map(
    (requests, i): Point => ({
      at: (1000 - rates.length + i) * 1e9,
      requests,
      bytes: requests * 4096,
      queue,
      await: ms / 1000,
    }),
  )
  return new Map([[name, points]])
}

const LEVEL = Array.from({ length: 20 }, () => 3000)

describe('a volume at its limit', () => {
  test('does the same for 20 s while requests stand in line', () => {
    const look = seen(lookAt(iopsCap, { ...reading('vda', 3000), kept: course('vda', LEVEL) }))
    expect(look).toMatchObject({ seen: 'warning', scope: { devices: ['vda'] } })
    expect(look.value).toBeCloseTo(3000)
    expect(look.says).toContain('vda does 3,000 requests/s and no more')
    expect(look.says).toContain('the limit of the volume')
  })

  test('a load that varies is none', () => {
    const varied = LEVEL.map((rate, i) => rate * (i % 2 ? 1.06 : 0.94))
    clear(lookAt(iopsCap, { ...reading('vda', 3000), kept: course('vda', varied) }))
  })

  test('with nothing in line the program asks for no more', () => {
    clear(lookAt(iopsCap, { ...reading('vda', 3000, { queue: 0.9 }), kept: course('vda', LEVEL, { queue: 0.9 }) }))
  })

  test('a steady load is only one when it takes longer than before', () => {
    const before = course('vda', [...Array.from({ length: 20 }, () => 500), ...LEVEL], { ms: 20 })
    clear(lookAt(iopsCap, { ...reading('vda', 3000, { ms: 20 }), kept: before }))
    clear(lookAt(iopsCap, { ...reading('nvme0n1', 3000, { ms: 2 }), kept: course('nvme0n1', LEVEL, { ms: 2 }) }))
  })

  test('what a disk with an arm does at best nobody has set', () => {
    const more = { sda: { 'queue/rotational': '1\n' } }
    clear(
      lookAt(iopsCap, {
        ...reading('sda', 150, { more }),
        kept: course(
          'sda',
          LEVEL.map(() => 150),
        ),
      }),
    )
  })

  test('twenty seconds are needed', () => {
    clear(lookAt(iopsCap, { ...reading('vda', 3000), kept: course('vda', LEVEL.slice(0, 10)) }))
    clear(lookAt(iopsCap, reading('vda', 3000)))
  })

  test('harms nobody while nobody waits', () => {
    expect(seen(lookAt(iopsCap, { ...reading('vda', 3000, { stall: 0.01 }), kept: course('vda', LEVEL) })).seen).toBe(
      'info',
    )
  })

  test('is not known without two readings', () => {
    expect(notEvaluable(lookAt(iopsCap, { now: reading('vda', 1).now })).missing).toBe('pending')
    expect(notEvaluable(lookAt(iopsCap, { now: {}, was: {} })).missing).toBe('absent')
  })
})
