import { describe, expect, test } from 'vitest'
import { cpuCleared } from '../../../src/findings/ruled-out/cpu.ts'
import { type Files, pressureOf } from '../looks.ts'
import { cleared, stalledFor, statOf } from './cleared.ts'

describe('cpu', () => {
  const was = { '/proc/stat': statOf(0, 0), '/proc/pressure/cpu': pressureOf(0) }
  const now = (stat: string, stall = 0): Files => ({ '/proc/stat': stat, '/proc/pressure/cpu': pressureOf(stall) })

  test('is cleared by idle time, and nobody who waits', () => {
    expect(cleared(cpuCleared, was, now(statOf(19, 81)))).toMatchObject({ says: '19.0 % busy, none waiting' })
    expect(cleared(cpuCleared, was, now(statOf(70, 30)))).toBeNull()
    expect(cleared(cpuCleared, was, now(statOf(10, 80, 1, 0, 10)))).toBeNull()
  })

  test('without PSI by the length of the queue', () => {
    const only = (running: number) => ({ '/proc/stat': statOf(19, 81, running) })
    expect(cleared(cpuCleared, { '/proc/stat': statOf(0, 0) }, only(2))).toMatchObject({ resource: 'cpu' })
    expect(cleared(cpuCleared, { '/proc/stat': statOf(0, 0) }, only(3))).toBeNull()
  })

  test('not where tasks wait for a tenth of the time, nor where two in a hundred are taken from it', () => {
    const none = { ...was, '/proc/pressure/cpu': stalledFor(0) }
    const waits = (share: number) => ({ '/proc/stat': statOf(19, 81), '/proc/pressure/cpu': stalledFor(share) })
    expect(cleared(cpuCleared, none, waits(0.09))?.says).toBe('19.0 % busy, a task waits 9.0 % of the time')
    expect(cleared(cpuCleared, none, waits(0.1))).toBeNull()
    expect(cleared(cpuCleared, was, now(statOf(100, 899, 1, 0, 19)))).not.toBeNull()
    expect(cleared(cpuCleared, was, now(statOf(100, 880, 1, 0, 20)))).toBeNull()
  })

  test('not of one sample, nor without /proc/stat', () => {
    expect(cleared(cpuCleared, {}, now(statOf(19, 81)))).toBeNull()
    expect(cleared(cpuCleared, was, { '/proc/pressure/cpu': pressureOf(0) })).toBeNull()
  })
})
