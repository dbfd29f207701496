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
      'postgres 7 wait behind data that is written: 220 MiB are dirty, 9 s of writing. Most is written by cp 9 in /cp.service.',
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

  test('from half way between the thresholds on', () => {
    expect(seen(lookAt(dirty, waiting(200))).hold).toBe(false)
    expect(seen(lookAt(dirty, waiting(199))).hold).toBe(true)
    clear(lookAt(dirty, waiting(99)))
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
