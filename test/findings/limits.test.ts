import { describe, expect, test } from 'vitest'
import { direct } from '../../src/findings/direct.ts'
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
})
