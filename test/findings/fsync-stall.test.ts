import { describe, expect, test } from 'vitest'
import { fsyncStall } from '../../src/findings/fsync-stall.ts'
import { CPU_STAT, ioPressure, scannedAt, writer } from './disk-machine.ts'
import { clear, lookAt, notEvaluable, seen } from './looks.ts'

const rows = (at: number, bytes: number) => [writer(7, 'postgres', bytes / 100, at), writer(9, 'cp', bytes, at)]

/** postgres waits in this function, and ran so often in the second between the looks. */
function waiting(wchan: string, ran: number, { stall = 0.5, stuck = { 7: wchan } as Record<number, string> } = {}) {
  return {
    now: { ...CPU_STAT, ...ioPressure(stall, stall) },
    was: { ...CPU_STAT, ...ioPressure(stall) },
    processes: scannedAt(1000, rows(1000, 80e6), stuck, { 7: ran }),
    processesWas: scannedAt(999, rows(999, 0), stuck, { 7: 0 }),
  }
}

describe('an fsync that waits long', () => {
  test('behind the data of another', () => {
    const look = seen(lookAt(fsyncStall, waiting('jbd2_log_wait_commit', 4)))
    expect(look).toMatchObject({ seen: 'warning', value: 250, scope: { pids: [7] } })
    expect(look.says).toBe('postgres 7 waits 250 ms for each fsync, behind what cp 9 writes (76.3 MiB/s).')
    expect(look.culprits.map(({ name }) => name)).toEqual(['/cp.service', 'cp 9', 'postgres 7'])
  })

  test('is critical when it did not run for a whole second', () => {
    expect(seen(lookAt(fsyncStall, waiting('jbd2_log_wait_commit', 0))).seen).toBe('critical')
  })

  test('many short ones are no stall', () => {
    expect(seen(lookAt(fsyncStall, waiting('jbd2_log_wait_commit', 10))).hold).toBe(false)
    expect(seen(lookAt(fsyncStall, waiting('jbd2_log_wait_commit', 11))).hold).toBe(true)
    clear(lookAt(fsyncStall, waiting('jbd2_log_wait_commit', 800)))
  })

  test('a read that waits is none', () => {
    clear(lookAt(fsyncStall, waiting('folio_wait_bit_common', 0)))
  })

  test('who writes alone waits for itself', () => {
    const look = waiting('xfs_log_force_seq', 0)
    const alone = (at: number, bytes: number) => scannedAt(at, [writer(9, 'cp', bytes, at)], { 9: 'xfs_log_force_seq' })
    const found = seen(lookAt(fsyncStall, { ...look, processes: alone(1000, 8e6), processesWas: alone(999, 0) }))
    expect(found.culprits[0]?.name).toBe('/cp.service')
  })

  test('while nobody waits for I/O threads need not be looked at', () => {
    const quiet = { now: { ...CPU_STAT, ...ioPressure(0) }, was: { ...CPU_STAT, ...ioPressure(0) } }
    clear(lookAt(fsyncStall, quiet))
    const waits = { now: { ...CPU_STAT, ...ioPressure(0.5, 0.5) }, was: { ...CPU_STAT, ...ioPressure(0.5) } }
    expect(notEvaluable(lookAt(fsyncStall, waits)).missing).toBe('pending')
  })

  test('is not known where nobody tells who waits', () => {
    expect(notEvaluable(lookAt(fsyncStall, { now: {} })).missing).toBe('absent')
  })
})
