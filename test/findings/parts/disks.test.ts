import { describe, expect, test } from 'vitest'
import {
  deviceScope,
  inMilliseconds,
  ioStall,
  ioUsers,
  ioWriters,
  milliseconds,
  namesOf,
  sleepersInD,
  stallTold,
  stuckThreads,
  told,
  WAIT_SOURCES,
} from '../../../src/findings/parts/disks.ts'
import { deviceSources, devices } from '../../../src/model/disks/devices.ts'
import { loadSources } from '../../../src/model/load/model.ts'
import { CPU_STAT, diskstatsOf, ioPressure, scannedAt, sysBlock, writer } from '../disk-machine.ts'
import { snapshotWith } from './snapshot.ts'

const rows = (at: number, bytes: number) => [
  writer(7, 'postgres', bytes / 4, at, bytes),
  writer(9, 'cp', bytes, at),
  writer(11, 'idle', 0, at),
]

describe('how much tasks waited for I/O', () => {
  const of = (now: Readonly<Record<string, string>>) => snapshotWith(() => WAIT_SOURCES, { now })

  test('is PSI, as exactly as it can be told', () => {
    expect(ioStall(of({ ...CPU_STAT, ...ioPressure(0.3) }))).toBeCloseTo(0.3)
    const over = { was: ioPressure(0.3), now: ioPressure(0.3, 0.7) }
    expect(ioStall(snapshotWith(() => WAIT_SOURCES, over))).toBeCloseTo(0.7)
  })

  test('without PSI is whether a task waits now, and without that it is not known', () => {
    const waits = CPU_STAT['/proc/stat']?.replace('procs_blocked 0', 'procs_blocked 2') ?? ''
    expect(ioStall(of(CPU_STAT))).toBe(0)
    expect(ioStall(of({ '/proc/stat': waits }))).toBe(1)
    expect(ioStall(of({}))).toBeNull()
    expect(stallTold(of({}), 10)).toMatchObject({ seen: null, limit: 10, unit: '%' })
  })
})

describe('threads', () => {
  const stuck = { 7: 'folio_wait_writeback', 9: 'balance_dirty_pages', 11: 'do_user_addr_fault' }
  const processes = scannedAt(1000, rows(1000, 0), stuck)
  const snapshot = snapshotWith(loadSources, { now: CPU_STAT, processes })

  test('that sleep for storage: a lock is none', () => {
    expect(stuckThreads(snapshot)?.map(({ look }) => look.pid)).toEqual([7, 9])
    expect(stuckThreads(snapshotWith(loadSources, { now: CPU_STAT }))).toBeNull()
  })

  test('by name, each process once', () => {
    const [first, second] = stuckThreads(snapshot) ?? []
    expect(namesOf([first, second].flatMap((one) => one ?? []))).toBe('postgres 7 and 1 more')
    expect(namesOf([first, first].flatMap((one) => one ?? []))).toBe('postgres 7')
    expect([namesOf([]), namesOf(null)]).toEqual([null, null])
  })

  test('of processes in D whose group is known', () => {
    expect(sleepersInD(processes).map(({ pid }) => pid)).toEqual([7, 9, 11])
    expect(sleepersInD(scannedAt(1000, rows(1000, 0), {}))).toEqual([])
    expect(sleepersInD(null)).toEqual([])
  })
})

test('who reads and writes most, and who writes most', () => {
  const look = {
    now: {},
    was: {},
    processes: scannedAt(1000, rows(1000, 1e6)),
    processesWas: scannedAt(999, rows(999, 0)),
  }
  const snapshot = snapshotWith(() => [], look)
  expect(ioUsers(snapshot).map(({ cgroup }) => cgroup)).toEqual(['/postgres.service', '/cp.service'])
  expect(ioWriters(snapshot).map(({ cgroup }) => cgroup)).toEqual(['/cp.service', '/postgres.service'])
  expect(told(ioWriters(snapshot))).toBe(" Most is cp 9's, 977 KiB/s.")
  expect(told([])).toBe('')
})

test('what a device shares with what it is made of', () => {
  const files = { '/proc/diskstats': diskstatsOf({ sda: {}, sdb: {} }), ...sysBlock(['sda', 'sdb']) }
  const all = snapshotWith(deviceSources, { now: files }).get(devices)
  expect(deviceScope('sda', all, [7])).toEqual({ devices: ['sda'], pids: [7] })
  const raid = all.map((one) => (one.name === 'sdb' ? { ...one, slaves: ['sda'] } : one))
  expect(deviceScope('sda', raid).devices).toEqual(['sda', 'sdb'])
  expect(deviceScope('sdb', raid).devices).toEqual(['sdb', 'sda'])
})

test('milliseconds, with a digit where it matters', () => {
  expect([0.0004, 0.00994, 0.00995, 1.5].map(milliseconds)).toEqual(['0.4 ms', '9.9 ms', '10 ms', '1500 ms'])
  expect(inMilliseconds('x', 0.5, 20, 'y')).toEqual({ what: 'x', seen: 500, limit: 20, unit: 'ms', from: 'y' })
  expect(inMilliseconds('x', null, null, 'y').seen).toBeNull()
})
