import { describe, expect, test } from 'vitest'
import { direct } from '../../src/findings/direct.ts'
import { fd } from '../../src/findings/fd.ts'
import { fsFull } from '../../src/findings/fs-full.ts'
import { limitComplaints, limitValues } from '../../src/findings/limits.ts'

describe('limits', () => {
  test('are the rule’s own, or the config file’s', () => {
    expect(limitValues(direct, {})('warning')).toBe(1)
    expect(limitValues(direct, { direct: { warning: 7 } })('warning')).toBe(7)
    expect(limitValues(direct, { direct: { warning: 7 } })('critical')).toBe(50)
  })

  test('a name that was not declared is our mistake', () => {
    expect(() => limitValues(direct, {})('warm')).toThrow('DIRECT has no limit warm')
  })

  test('what cannot be taken leaves the default', () => {
    for (const warning of ['7', -1, null, Number.NaN])
      expect(limitValues(direct, { direct: { warning } })('warning')).toBe(1)
    expect(limitValues(direct, { direct: 7 })('warning')).toBe(1)
  })

  test('and is told in one line, which says what was meant', () => {
    const told = (limits: Record<string, unknown>) => limitComplaints([direct], limits)
    expect(told({ direct: { warning: 2 } })).toEqual([])
    expect(told({ dirct: {} })).toEqual(['config: limits: no finding "dirct"; did you mean "direct"?'])
    expect(told({ direct: { warnin: 2 } })).toEqual([
      'config: limits.direct: no limit "warnin"; did you mean "warning"?',
    ])
    expect(told({ direct: { warning: 'secret' } })).toEqual(['config: limits.direct.warning must be a number from 0'])
    expect(told({ direct: [1] })).toEqual(['config: limits.direct must be an object of numbers'])
  })

  test('an exit follows its entry, so that a limit that was changed is not silently ignored', () => {
    expect(limitValues(fd, { fd: { warning: 40 } })('exit')).toBe(37.5)
    expect(limitValues(fd, { fd: { critical: 99 } })('exit')).toBe(75)
    expect(limitValues(fd, { fd: { warning: 40, exit: 10 } })('exit')).toBe(10)
    expect(limitValues(fsFull, { 'fs-full': { warning: 40 } })('exit')).toBe(1.1)
  })

  test('one beyond its entry is the entry, and that is told', () => {
    const told = (limits: Record<string, unknown>) => limitComplaints([fd, fsFull], limits)
    expect(limitValues(fd, { fd: { warning: 40, exit: 75 } })('exit')).toBe(40)
    expect(told({ fd: { warning: 40, exit: 75 } })).toEqual(['config: limits.fd.exit 75 is above warning 40; 40 holds'])
    expect(told({ fd: { exit: 90 } })).toEqual(['config: limits.fd.exit 90 is above warning 80; 80 holds'])
    expect(told({ fd: { warning: 40 } })).toEqual([])
    expect(limitValues(fsFull, { 'fs-full': { exit: 0.5 } })('exit')).toBe(1)
    expect(told({ 'fs-full': { exit: 0.5 } })).toEqual(['config: limits.fs-full.exit 0.5 is below 1; 1 holds'])
  })

  test('a critical that its warning keeps from coming is told', () => {
    const told = (limits: Record<string, unknown>) => limitComplaints([fd, fsFull], limits)
    expect(told({ fd: { critical: 40 } })).toEqual([
      'config: limits.fd.critical 40 is below warning 80: set warning too',
    ])
    expect(told({ 'fs-full': { critical: 30 } })).toEqual([
      'config: limits.fs-full.critical 30 is above warning 10: set warning too',
    ])
    expect(told({ fd: { warning: 30, critical: 40 } })).toEqual([])
  })
})
