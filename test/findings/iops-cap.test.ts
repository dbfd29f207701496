import { describe, expect, test } from 'vitest'
import { iopsCap } from '../../src/findings/iops-cap.ts'
import type { Course, Point } from '../../src/model/disks/plateau.ts'
import { diskstatsOf, ioPressure, sysBlock } from './disk-machine.ts'
import { clear, type Files, lookAt, notEvaluable, seen } from './looks.ts'

interface Load {
  readonly queue?: number
  readonly ms?: number
  readonly kind?: 'reads' | 'writes'
  /** From look to look. */
  readonly seconds?: number
}

interface Working extends Load {
  readonly stall?: number
  readonly more?: Readonly<Record<string, Files>>
}

/** So many requests of 4 KiB a second since the last look, with so many in line, each so long. */
function working(
  name: string,
  perSecond: number,
  { queue = 8, ms = 30, kind = 'reads', seconds = 1, stall = 0.5, more = {} }: Working = {},
) {
  const requests = perSecond * seconds
  const disk = {
    ...(kind === 'reads'
      ? { reads: requests, readMs: requests * ms, readSectors: requests * 8 }
      : { writes: requests, writeMs: requests * ms, writeSectors: requests * 8 }),
    busyMs: 1000 * seconds,
    weightedMs: queue * 1000 * seconds,
  }
  return {
    now: {
      '/proc/diskstats': diskstatsOf({ [name]: disk }),
      ...sysBlock([name], more),
      ...ioPressure(stall, stall * seconds),
    },
    was: { '/proc/diskstats': diskstatsOf({ [name]: {} }), ...sysBlock([name], more), ...ioPressure(stall) },
    seconds,
  }
}

/** What it did at the looks before, oldest first. */
function course(name: string, rates: readonly number[], load: Load = {}, before: readonly Point[] = []): Course {
  return new Map([[name, [...before, ...points(rates, load)]]])
}

function points(
  rates: readonly number[],
  { queue = 8, ms = 30, kind = 'reads', seconds = 1 }: Load = {},
  until = 1000,
): readonly Point[] {
  const none = { perSecond: 0, await: null }
  return rates.map((requests, i): Point => {
    const at = (until - (rates.length - i) * seconds) * 1e9
    const rest = { at, requests, bytes: requests * 4096, queue, reads: none, writes: none }
    return { ...rest, [kind]: { perSecond: requests, await: ms / 1000 } }
  })
}

const LEVEL = Array.from({ length: 20 }, () => 3000)
const FREE = Array.from({ length: 20 }, () => 500)

describe('a volume at its limit', () => {
  test('does the same for 20 s while requests stand in line', () => {
    const look = seen(lookAt(iopsCap, { ...working('vda', 3000), kept: course('vda', LEVEL) }))
    expect(look).toMatchObject({ seen: 'warning', scope: { devices: ['vda'] } })
    expect(look.value).toBeCloseTo(3000)
    expect(look.says).toContain('vda does 3,000 requests/s and no more')
    expect(look.says).toContain('the limit of the volume')
  })

  test('a load that varies is none', () => {
    const varied = LEVEL.map((rate, i) => rate * (i % 2 ? 1.06 : 0.94))
    clear(lookAt(iopsCap, { ...working('vda', 3000), kept: course('vda', varied) }))
  })

  test('with nothing in line the program asks for no more', () => {
    clear(lookAt(iopsCap, { ...working('vda', 3000, { queue: 0.9 }), kept: course('vda', LEVEL, { queue: 0.9 }) }))
  })

  test('a steady load is only one when it takes longer than with nothing in line', () => {
    const look = (name: string, ms: number, before: readonly Point[]) =>
      lookAt(iopsCap, { ...working(name, 3000, { ms }), kept: course(name, LEVEL, { ms }, before) })
    const free = points(FREE, { queue: 0.9, ms: 10 }, 980)
    clear(look('vda', 19, free))
    expect(seen(look('vda', 21, free)).evidence[2]).toMatchObject({ limit: 20 })
    // What it did while others stood in line is no measure.
    const few = points(FREE.slice(15), { queue: 0.9, ms: 10 }, 960)
    const full = points(FREE, { queue: 8, ms: 21 }, 980)
    expect(seen(look('vda', 21, [...few, ...full])).evidence[2]).toMatchObject({ limit: 20 })
    clear(look('nvme0n1', 4.9, []))
    expect(seen(look('nvme0n1', 5.1, [])).says).toContain('as much as it can')
  })

  test('one fast look is not what is usual', () => {
    const before = [...points([500], { queue: 0.1, ms: 0.1 }, 978), ...points([500, 500], { queue: 0.9, ms: 4 }, 980)]
    clear(
      lookAt(iopsCap, { ...working('nvme0n1', 3000, { ms: 7 }), kept: course('nvme0n1', LEVEL, { ms: 7 }, before) }),
    )
  })

  test('of a fast device programs may ask all that it does', () => {
    const free = points(FREE, { queue: 0.1, ms: 0.08 }, 980)
    const look = (ms: number) =>
      lookAt(iopsCap, { ...working('nvme0n1', 3000, { ms }), kept: course('nvme0n1', LEVEL, { ms }, free) })
    clear(look(0.9))
    seen(look(1.1))
  })

  test('writes are compared with writes', () => {
    const load = { kind: 'writes', ms: 3 } as const
    const look = (before: readonly Point[]) =>
      lookAt(iopsCap, { ...working('nvme0n1', 3000, load), kept: course('nvme0n1', LEVEL, load, before) })
    clear(look(points(FREE, { queue: 0.1, ms: 0.1 }, 980)))
    seen(look(points(FREE, { queue: 0.1, ms: 0.5, kind: 'writes' }, 980)))
  })

  test.each([10, 10.4, 33])('on a machine of many threads three looks do, %s s apart', (apart) => {
    const look = (looks: number) =>
      lookAt(iopsCap, {
        ...working('vda', 3000, { seconds: apart }),
        kept: course('vda', LEVEL.slice(0, looks), { seconds: apart }),
      })
    clear(look(1))
    expect(seen(look(2)).value).toBeCloseTo(3000)
  })

  test('what a disk with an arm does at best nobody has set', () => {
    const more = { sda: { 'queue/rotational': '1\n' } }
    clear(
      lookAt(iopsCap, {
        ...working('sda', 150, { more }),
        kept: course(
          'sda',
          LEVEL.map(() => 150),
        ),
      }),
    )
  })

  test('twenty seconds are needed', () => {
    clear(lookAt(iopsCap, { ...working('vda', 3000), kept: course('vda', LEVEL.slice(0, 10)) }))
    clear(lookAt(iopsCap, working('vda', 3000)))
  })

  test('harms nobody while nobody waits', () => {
    expect(seen(lookAt(iopsCap, { ...working('vda', 3000, { stall: 0.01 }), kept: course('vda', LEVEL) })).seen).toBe(
      'info',
    )
  })

  test('is not known without two readings', () => {
    expect(notEvaluable(lookAt(iopsCap, { now: working('vda', 1).now })).missing).toBe('pending')
    expect(notEvaluable(lookAt(iopsCap, { now: {}, was: {} })).missing).toBe('absent')
  })
})
