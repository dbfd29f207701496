import { describe, expect, test } from 'vitest'
import { diskSat } from '../../src/findings/disk-sat.ts'
import { diskstatsOf, ioPressure, sysBlock } from './disk-machine.ts'
import { clear, lookAt, notEvaluable, seen } from './looks.ts'

const HDD = { sda: { 'queue/rotational': '1\n' } }

/** Busy so much of the second, with so many in line; each took so long. */
function busy(name: string, util: number, queue: number, { ms = 20, stall = 0.5, more = {} } = {}) {
  const disk = { reads: 100, readMs: 100 * ms, readSectors: 800, busyMs: util * 10, weightedMs: queue * 1000 }
  return {
    now: { '/proc/diskstats': diskstatsOf({ [name]: disk }), ...sysBlock([name], more), ...ioPressure(stall, stall) },
    was: { '/proc/diskstats': diskstatsOf({ [name]: {} }), ...sysBlock([name], more), ...ioPressure(stall) },
  }
}

function usual(name: string, ms: number) {
  return new Map([[name, Array.from({ length: 60 }, () => ms / 1000)]])
}

describe('a disk without headroom', () => {
  test('with an arm is one that is always busy and has a line', () => {
    const look = seen(lookAt(diskSat, busy('sda', 98, 4, { more: HDD })))
    expect(look).toMatchObject({ seen: 'warning', hold: false, value: 4 })
    expect(look.says).toContain('sda is busy 98.0 % of the time with 4 requests in line')
  })

  test('is silent at its limits', () => {
    expect(seen(lookAt(diskSat, busy('sda', 94, 4, { more: HDD }))).hold).toBe(true)
    clear(lookAt(diskSat, busy('sda', 84, 4, { more: HDD })))
    clear(lookAt(diskSat, busy('sda', 98, 1.9, { more: HDD })))
  })

  test('of many queues is not full because it is always busy', () => {
    clear(lookAt(diskSat, busy('nvme0n1', 100, 16, { ms: 0.2 })))
    const look = seen(lookAt(diskSat, { ...busy('nvme0n1', 100, 16, { ms: 1 }), kept: usual('nvme0n1', 0.2) }))
    expect(look.seen).toBe('warning')
    clear(lookAt(diskSat, { ...busy('nvme0n1', 100, 16, { ms: 0.5 }), kept: usual('nvme0n1', 0.2) }))
  })

  test('of one queue is full when that is half full', () => {
    seen(lookAt(diskSat, busy('vda', 100, 32)))
    clear(lookAt(diskSat, busy('vda', 100, 31)))
  })

  test('what is made of others is not judged, only those are', () => {
    const more = { 'dm-0': { 'slaves/': 'sda -> ../../sda\n', 'dm/name': 'x\n' } }
    clear(lookAt(diskSat, busy('dm-0', 100, 60, { more })))
    clear(lookAt(diskSat, busy('loop0', 100, 60)))
  })

  test('harms nobody while nobody waits', () => {
    expect(seen(lookAt(diskSat, busy('sda', 98, 4, { more: HDD, stall: 0.01 }))).seen).toBe('info')
  })

  test('is not known without two readings', () => {
    expect(notEvaluable(lookAt(diskSat, { now: busy('sda', 98, 4).now })).missing).toBe('pending')
    expect(notEvaluable(lookAt(diskSat, { now: {}, was: {} })).missing).toBe('absent')
  })
})
