import { describe, expect, test } from 'vitest'
import { dirty } from '../../src/findings/dirty.ts'
import { CPU_STAT, ioPressure, scannedAt, writer } from './disk-machine.ts'
import { clear, lookAt, notEvaluable, pairs, seen } from './looks.ts'

const MIB = 256 // pages

/** Thresholds of 100 and 300 MiB: writers pause from 200 MiB on. `waiting` MiB are dirty. */
function waiting(mib: number, { stall = 0.5, dirtied = 50, kept = {} as Record<string, number> } = {}) {
  const level = { nr_dirty_background_threshold: 100 * MIB, nr_dirty_threshold: 300 * MIB }
  const at = (nr: number, done: number) => ({
    '/proc/vmstat': pairs({ nr_dirty: nr, nr_writeback: 0, ...level, nr_dirtied: done, nr_written: done / 2, ...kept }),
    ...CPU_STAT,
  })
  return {
    now: { ...at(mib * MIB, dirtied * MIB), ...ioPressure(stall, stall) },
    was: { ...at(mib * MIB, 0), ...ioPressure(stall) },
  }
}

const ROWS = (at: number, bytes: number) => [writer(7, 'postgres', 0, at), writer(9, 'cp', bytes, at)]

function looked(stuck: Readonly<Record<number, string>>) {
  return { processes: scannedAt(1000, ROWS(1000, 80e6), stuck), processesWas: scannedAt(999, ROWS(999, 0)) }
}

describe('writers that are slowed down', () => {
  test('while others wait behind them', () => {
    const stuck = { 7: 'jbd2_log_wait_commit', 9: 'balance_dirty_pages' }
    const look = seen(lookAt(dirty, { ...waiting(220), ...looked(stuck) }))
    expect(look).toMatchObject({ seen: 'warning', hold: false, scope: { pids: [9, 7] } })
    expect(look.says).toBe(
      'postgres 7 waits behind data that is written: 220 MiB are dirty, 9 s of writing. Most is written by cp 9 in /cp.service.',
    )
    expect(look.culprits.map(({ name }) => name)).toEqual(['/cp.service', 'cp 9'])
  })

  test('at the limit it is critical', () => {
    const stuck = { 7: 'jbd2_log_wait_commit', 9: 'balance_dirty_pages' }
    expect(seen(lookAt(dirty, { ...waiting(285), ...looked(stuck) })).seen).toBe('critical')
    expect(seen(lookAt(dirty, { ...waiting(284), ...looked(stuck) })).seen).toBe('warning')
  })

  test('one copier that only slows itself down harms nobody', () => {
    expect(seen(lookAt(dirty, { ...waiting(290), ...looked({ 9: 'balance_dirty_pages' }) })).seen).toBe('info')
  })

  test('the thread tells, also far below the limit: one device or cgroup may have its own', () => {
    const look = seen(
      lookAt(dirty, { ...waiting(12), ...looked({ 7: 'folio_wait_writeback', 9: 'balance_dirty_pages' }) }),
    )
    expect(look).toMatchObject({ seen: 'warning', hold: false })
    clear(lookAt(dirty, { ...waiting(12), ...looked({}) }))
  })

  test('whoever says that it is below the thresholds has looked at the threads', () => {
    expect(notEvaluable(lookAt(dirty, waiting(12))).missing).toBe('pending')
    clear(lookAt(dirty, waiting(12, { stall: 0 })))
  })

  test('the limit that holds them is named, and is not the machine’s: of the cgroup', () => {
    const at = '/sys/fs/cgroup/cp.service'
    const group = (dirtyMib: number) => ({
      '/proc/self/mountinfo': '30 1 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
      '/proc/sys/vm/dirty_ratio': '20\n',
      '/proc/sys/vm/dirty_background_ratio': '10\n',
      [`${at}/memory.max`]: `${64 << 20}\n`,
      [`${at}/memory.high`]: 'max\n',
      [`${at}/memory.current`]: `${50 << 20}\n`,
      [`${at}/memory.stat`]: `file_dirty ${dirtyMib << 20}\nfile_writeback 0\ninactive_file ${26 << 20}\nactive_file 0\n`,
    })
    const machine = waiting(12)
    const look = (dirtyMib: number) =>
      seen(
        lookAt(dirty, {
          was: { ...machine.was, ...group(dirtyMib) },
          now: { ...machine.now, ...group(dirtyMib) },
          ...looked({ 9: 'balance_dirty_pages' }),
        }),
      )
    // (26 + 64 − 50) MiB could be cache; writers pause from half way between 10 and 20 % of that.
    expect(look(6).says).toBe(
      'Writers are made to pause, and nobody else waits: 12.0 MiB are dirty, 1 s of writing, less than the 200 MiB at which this machine makes writers pause: it is the limit of /cp.service, about 6.0 MiB. Most is written by cp 9 in /cp.service.',
    )
    expect(look(6).culprits[0]).toMatchObject({ kind: 'cgroup', key: '/cp.service' })
    expect(look(6).evidence.find(({ what }) => what === 'dirty in /cp.service')?.limit).toBe(6 << 20)
    expect(look(2).says).toContain('it is the limit of one device or cgroup.')
  })

  test('of a mount with a strict limit, as FUSE has', () => {
    const files = {
      '/proc/self/mountinfo': '60 1 0:45 / /mnt/remote rw - fuse.sshfs box: rw\n',
      '/sys/class/bdi/': '0:45 -> ../../devices/virtual/bdi/0:45\n8:0 -> ../../devices/virtual/bdi/8:0\n',
      '/sys/class/bdi/0:45/strict_limit': '1\n',
      '/sys/class/bdi/0:45/max_ratio': '1\n',
      '/sys/class/bdi/8:0/strict_limit': '0\n',
      '/sys/class/bdi/8:0/max_ratio': '100\n',
    }
    const { now, was } = waiting(12)
    const look = seen(
      lookAt(dirty, {
        was: { ...was, ...files },
        now: { ...now, ...files },
        ...looked({ 9: 'balance_dirty_pages' }),
      }),
    )
    expect(look.says).toContain('it is the limit of /mnt/remote, about 2.0 MiB.')
    expect(look.culprits[0]).toMatchObject({ kind: 'mount', key: '/mnt/remote' })
  })

  test('from half way between the thresholds on', () => {
    expect(seen(lookAt(dirty, waiting(200))).hold).toBe(false)
    expect(seen(lookAt(dirty, waiting(199))).hold).toBe(true)
    clear(lookAt(dirty, { ...waiting(99), ...looked({}) }))
  })

  test('data that lies there and is not added to is no sign', () => {
    clear(lookAt(dirty, waiting(150, { dirtied: 0 })))
  })

  test('is not known without the thresholds', () => {
    expect(notEvaluable(lookAt(dirty, { now: {} })).missing).toBe('absent')
    const old = pairs({ nr_dirty: 1, nr_writeback: 1 })
    expect(notEvaluable(lookAt(dirty, { now: { '/proc/vmstat': old } })).why).toContain('nr_dirty_threshold')
  })
})
