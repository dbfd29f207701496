import { expect, test } from 'vitest'
import { thrash } from '../../src/findings/thrash.ts'
import { scannedAt, writer } from './disk-machine.ts'
import { capturedLook, clear, lookAt, notEvaluable, pairs, pressureOf, seen } from './looks.ts'

const MIB = 256

/** Refaults and activations in MiB, major faults, in a second. */
function machine(refault: number, activate: number, faults = 0, pressure: string | null = pressureOf(20)) {
  const counted = (at: number) =>
    pairs({
      workingset_refault_anon: 0,
      workingset_refault_file: refault * MIB * at,
      workingset_activate_anon: 0,
      workingset_activate_file: activate * MIB * at,
      workingset_restore_anon: 0,
      workingset_restore_file: 0,
      pgmajfault: faults * at,
    })
  const more = pressure === null ? {} : { '/proc/pressure/memory': pressure }
  return { was: { '/proc/vmstat': counted(0), ...more }, now: { '/proc/vmstat': counted(1), ...more } }
}

test('pages in use that are evicted and needed again, while tasks wait', () => {
  expect(seen(lookAt(thrash, machine(50, 20)))).toMatchObject({ seen: 'warning', hold: false })
  expect(seen(lookAt(thrash, machine(50, 20, 500))).seen).toBe('critical')
  expect(seen(lookAt(thrash, machine(50, 20, 0, pressureOf(30, 10)))).seen).toBe('critical')
})

test('what was in use before it was evicted is among what is activated, and counts once', () => {
  const restored = (activate: number, restore: number) => {
    const { was, now } = machine(50, activate)
    const with_ = (file: string, pages: number) =>
      file.replace(/workingset_restore_file \d+/, `workingset_restore_file ${pages}`)
    return {
      was: { ...was, '/proc/vmstat': with_(was['/proc/vmstat'], 0) },
      now: { ...now, '/proc/vmstat': with_(now['/proc/vmstat'], restore * MIB) },
    }
  }
  clear(lookAt(thrash, restored(6, 6)))
  const share = seen(lookAt(thrash, restored(20, 20))).evidence.find(({ what }) => what === 'of them in use')
  expect(share?.seen).toBeCloseTo(40)
  // With generations (MGLRU) a page may be restored that was not activated.
  seen(lookAt(thrash, restored(0, 20)))
})

test('a large file read in circles comes back too, and was not in use', () => {
  clear(lookAt(thrash, machine(300, 1)))
})

test('programs that are swapped in circles thrash, one that wakes does not', () => {
  const anon = (refault: number, evicted: number) => {
    const { was, now } = machine(0, 0)
    const lines = (at: number) =>
      pairs({
        workingset_refault_anon: refault * MIB * at,
        workingset_refault_file: 0,
        pgsteal_anon: evicted * MIB * at,
      })
    return { was: { ...was, '/proc/vmstat': lines(0) }, now: { ...now, '/proc/vmstat': lines(1) } }
  }
  seen(lookAt(thrash, anon(50, 50)))
  clear(lookAt(thrash, anon(50, 9)))
})

test('silent below its limits, and when nobody waits', () => {
  expect(seen(lookAt(thrash, machine(15, 10))).hold).toBe(true)
  clear(lookAt(thrash, machine(9, 9)))
  expect(seen(lookAt(thrash, machine(50, 20, 0, pressureOf(9.9)))).hold).toBe(true)
  clear(lookAt(thrash, machine(50, 20, 0, pressureOf(4.9))))
})

test('one sample, or no pressure figures, cannot be judged', () => {
  const { now } = machine(50, 20)
  expect(notEvaluable(lookAt(thrash, { now })).missing).toBe('pending')
  expect(notEvaluable(lookAt(thrash, machine(50, 20, 0, null)))).toMatchObject({
    missing: 'off',
    remedy: 'boot with psi=1',
  })
  clear(lookAt(thrash, machine(0, 0, 0, null)))
})

test('blames who faults pages in, and where they are read without faults who reads', () => {
  const rows = (at: number, faults: number, bytes: number) => [
    { ...writer(7, 'java', 0, at), stat: { ...writer(7, 'java', 0, at).stat, majflt: faults } },
    writer(9, 'postgres', 0, at, bytes),
  ]
  const tasks = {
    processes: scannedAt(1000, rows(1000, 300, 50e6)),
    processesWas: scannedAt(999, rows(999, 0, 0)),
  }
  const names = (faults: number) =>
    seen(lookAt(thrash, { ...machine(50, 20, faults), ...tasks })).culprits.map(({ name }) => name)
  expect(names(50 * MIB)).toEqual(['/java.service', 'java 7'])
  expect(names(300)).toEqual(['/postgres.service', 'postgres 9'])
  expect(seen(lookAt(thrash, { ...machine(50, 20, 300), ...tasks })).says).toContain(
    'Most is read again by postgres 9 in /postgres.service.',
  )
})

test('captured machines: one thrashes, one is idle', async () => {
  const look = seen(await capturedLook(thrash, 'swap-4node'))
  expect(look.seen).toBe('critical')
  expect(look.culprits.length).toBeGreaterThan(0)
  clear(await capturedLook(thrash, 'idle-4node'))
})
