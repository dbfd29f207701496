import { describe, expect, test } from 'vitest'
import { loadRules } from '../../src/findings/index.ts'
import { limitValues } from '../../src/findings/limits.ts'
import { NO_HISTORY } from '../../src/model/history.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import { isMissing } from '../../src/source.ts'
import { FACTS } from './looks.ts'

const rules = await loadRules()

describe('all rules', () => {
  test('have ids of their own', () => {
    const ids = rules.map(({ id }) => id)
    expect(ids.filter((id, i) => ids.indexOf(id) < i)).toEqual([])
    expect(ids.filter((id) => !/^[A-Z][A-Z-]+$/.test(id))).toEqual([])
  })

  test.each(rules.map((rule) => [rule.id, rule] as const))(
    '%s says what it is, and why its limits are those',
    (_id, rule) => {
      expect(rule.title.length).toBeGreaterThan(3)
      expect(rule.help.length).toBeGreaterThan(30)
      expect(rule.window).toBeGreaterThanOrEqual(0)
      for (const { why } of Object.values(rule.limits)) expect(why.length).toBeGreaterThan(5)
    },
  )

  test.each(rules.map((rule) => [rule.id, rule] as const))('%s claims nothing where nothing was read', (_id, rule) => {
    const samples = { after: { at: 1e9, files: new Map(), processes: null }, before: null }
    const look = rule.see(new Snapshot(samples, FACTS, NO_HISTORY), limitValues(rule, {}), null)
    expect(isMissing(look), JSON.stringify(look)).toBe(true)
  })
})
