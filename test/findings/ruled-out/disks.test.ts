import { describe, expect, test } from 'vitest'
import { disksCleared } from '../../../src/findings/ruled-out/disks.ts'
import { type Files, pressureOf } from '../looks.ts'
import { cleared, stalledFor, statOf } from './cleared.ts'

describe('disks', () => {
  const line = (done: number, ms: number, busy: number, inFlight = 0) =>
    `   8       0 sda ${done} 0 0 ${ms} 0 0 0 0 ${inFlight} ${busy} ${ms} 0 0 0 0 0 0\n`
  const at = (disk: string, stall = 0, blocked = 0): Files => ({
    '/proc/diskstats': disk,
    '/proc/pressure/io': pressureOf(stall),
    '/proc/stat': statOf(1, 99, 1, blocked),
  })
  const was = at(line(100, 100, 100))

  test('are cleared by short waits, and nobody who waits', () => {
    expect(cleared(disksCleared, was, at(line(200, 200, 150)))).toMatchObject({
      says: 'sda 5.0 % busy, longest await 1 ms',
    })
    expect(cleared(disksCleared, was, at(line(200, 5000, 150)))).toBeNull()
    expect(cleared(disksCleared, was, at(line(200, 200, 1000)))).toBeNull()
    expect(cleared(disksCleared, was, at(line(100, 100, 100, 1)))).toBeNull()
  })

  test('not while threads wait, though every device looks well', () => {
    const blocked = { ...at(line(200, 200, 150), 0, 1) }
    const { '/proc/pressure/io': _, ...withoutPsi } = blocked
    expect(cleared(disksCleared, was, withoutPsi)).toBeNull()
  })

  test('up to four fifths of the time, and 20 ms', () => {
    expect(cleared(disksCleared, was, at(line(200, 2090, 899)))?.says).toBe('sda 79.9 % busy, longest await 19.9 ms')
    expect(cleared(disksCleared, was, at(line(200, 2090, 900)))).toBeNull()
    expect(cleared(disksCleared, was, at(line(200, 2100, 150)))).toBeNull()
  })

  test('the longest await is told with its device, where that is not the busiest', () => {
    const two = (done: number, ms: number, busy: number) =>
      at(`${line(done, 100 + done / 2, busy)}${line(done, ms, busy / 2).replace('sda', 'sdb')}`)
    expect(cleared(disksCleared, two(100, 100, 100), two(200, 900, 150))?.says).toBe(
      'sda 5.0 % busy, longest await 8 ms (sdb)',
    )
  })

  test('one that did nothing is idle; where there is none nothing is said', () => {
    expect(cleared(disksCleared, was, was)?.says).toBe('idle')
    expect(cleared(disksCleared, at(''), at(''))).toBeNull()
  })

  test('where tasks wait for a tenth of the time they are not, and without PSI the blocked ones are counted', () => {
    const psi = (share: number) => ({ ...was, '/proc/pressure/io': stalledFor(share) })
    expect(cleared(disksCleared, psi(0), psi(0.09))).not.toBeNull()
    expect(cleared(disksCleared, psi(0), psi(0.1))).toBeNull()
    const { '/proc/pressure/io': _, ...plain } = was
    expect(cleared(disksCleared, plain, plain)?.evidence.at(-1)).toMatchObject({
      what: 'tasks blocked on I/O',
      seen: 0,
    })
  })
})
