import { describe, expect, test } from 'vitest'
import { diskSlow } from '../../src/findings/disk-slow.ts'
import { processes } from '../model/record.ts'
import { type Done, diskstatsOf, ioPressure, sysBlock, writer } from './disk-machine.ts'
import { clear, lookAt, notEvaluable, seen } from './looks.ts'

/** A disk that took so many ms for each of so many writes of 4 KiB in the second between the looks. */
function slow(
  name: string,
  ms: number,
  { writes = 100, sectors = 8, stall = 0.5, more = {}, others = {} as Record<string, Done> } = {},
) {
  const disk = { writes, writeMs: writes * ms, writeSectors: writes * sectors, weightedMs: writes * ms }
  const names = [name, ...Object.keys(others)]
  const still = Object.fromEntries(Object.keys(others).map((one) => [one, {}]))
  return {
    now: {
      '/proc/diskstats': diskstatsOf({ [name]: disk, ...others }),
      ...sysBlock(names, more),
      ...ioPressure(stall, stall),
    },
    was: { '/proc/diskstats': diskstatsOf({ [name]: {}, ...still }), ...sysBlock(names, more), ...ioPressure(stall) },
  }
}

/** What it took at the last looks. */
function usual(name: string, ms: number) {
  return new Map([[name, Array.from({ length: 60 }, () => ms / 1000)]])
}

describe('a slow disk', () => {
  test('is one that takes longer than its kind should, while somebody waits', () => {
    const who = processes(1000, [writer(9, 'dump', 50e6, 1000)], [0])
    const whoWas = processes(999, [writer(9, 'dump', 0, 999)], [0])
    const look = seen(lookAt(diskSlow, { ...slow('vda', 80), processes: who, processesWas: whoWas }))
    expect(look).toMatchObject({ seen: 'warning', value: 80, scope: { devices: ['vda'] } })
    expect(look.says).toContain('vda, which takes 80 ms for a write')
    expect(look.says).toContain('dump 9')
    expect(look.culprits.map(({ kind, name }) => [kind, name])).toEqual([
      ['device', 'vda'],
      ['cgroup', '/dump.service'],
      ['process', 'dump 9'],
    ])
  })

  test.each([
    ['vda', 49, null],
    ['vda', 51, 'warning'],
    ['vda', 201, 'critical'],
    ['nvme0n1', 9, null],
    ['nvme0n1', 11, 'warning'],
    ['sda', 19, null],
    ['sda', 21, 'warning'],
  ] as const)('%s at %d ms: %s', (name, ms, level) => {
    const look = seen(lookAt(diskSlow, slow(name, ms)))
    expect(look.hold ? null : look.seen).toBe(level)
  })

  test('with an arm may take 50 ms', () => {
    const more = { sda: { 'queue/rotational': '1\n' } }
    expect(seen(lookAt(diskSlow, slow('sda', 49, { more }))).hold).toBe(true)
    expect(seen(lookAt(diskSlow, slow('sda', 60, { more }))).hold).toBe(false)
    clear(lookAt(diskSlow, slow('sda', 20, { more })))
  })

  test('that calls itself nvme and is a volume of a cloud is virtual', () => {
    const more = { nvme0n1: { 'device/model': 'Amazon Elastic Block Store\n' } }
    expect(seen(lookAt(diskSlow, slow('nvme0n1', 30, { more }))).hold).toBe(true)
  })

  test('is compared with what it usually takes, once that is known', () => {
    const look = seen(lookAt(diskSlow, { ...slow('vda', 30), kept: usual('vda', 2) }))
    expect(look).toMatchObject({ seen: 'warning', hold: false })
    expect(look.says).toContain('usually 2.0 ms')
    // It is always so slow, and below what no disk may take.
    clear(lookAt(diskSlow, { ...slow('vda', 60), kept: usual('vda', 40) }))
  })

  test('does not become usual while it lasts', () => {
    const kept = usual('vda', 2)
    expect(seen(lookAt(diskSlow, { ...slow('vda', 30), kept })).kept).toEqual(kept)
    const after = clear(lookAt(diskSlow, { ...slow('vda', 3), kept })).kept as ReadonlyMap<string, readonly number[]>
    expect(after.get('vda')).toHaveLength(61)
  })

  test('harms nobody while nobody waits', () => {
    expect(seen(lookAt(diskSlow, slow('vda', 300, { stall: 0.01 }))).seen).toBe('info')
  })

  test('large requests take long by nature, few tell nothing', () => {
    clear(lookAt(diskSlow, slow('vda', 300, { sectors: 2048 })))
    clear(lookAt(diskSlow, slow('vda', 300, { writes: 4 })))
  })

  test('what is made of it is not named', () => {
    const others = { 'dm-0': { writes: 100, writeMs: 9000, writeSectors: 800, weightedMs: 9000 } }
    const more = { 'dm-0': { 'dm/name': 'vg-root\n', 'slaves/': 'vda -> ../../vda\n' } }
    const look = seen(lookAt(diskSlow, slow('vda', 80, { others, more })))
    expect(look.culprits[0]?.key).toBe('vda')
    expect(look.scope?.devices).toEqual(['vda', 'dm-0'])
  })

  test('is not known without two readings', () => {
    const { now } = slow('vda', 80)
    expect(notEvaluable(lookAt(diskSlow, { now })).missing).toBe('pending')
    expect(notEvaluable(lookAt(diskSlow, { now: {}, was: {} })).missing).toBe('absent')
  })
})
