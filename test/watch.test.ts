import { describe, expect, test } from 'vitest'
import schema from '../schema/why.schema.json' with { type: 'json' }
import type { Finding } from '../src/model/findings.ts'
import { changeJson, changes } from '../src/watch.ts'
import { finding, findings } from './findings/finding.ts'
import { type Schema, violations } from './json-schema.ts'

const told = (before: readonly Finding[] | null, after: readonly Finding[], min: Finding['severity'] = 'info') =>
  changes(before && findings(before), findings(after), min).map(({ change, finding: { id } }) => `${change} ${id}`)

describe('changes', () => {
  test('begin, get worse, are confirmed, and end', () => {
    const young = finding('DIRECT', { provisional: true })
    expect(told(null, [young])).toEqual(['began DIRECT'])
    expect(told([young], [young])).toEqual([])
    expect(told([young], [finding('DIRECT')])).toEqual(['confirmed DIRECT'])
    expect(told([finding('DIRECT')], [finding('DIRECT', { severity: 'critical' })])).toEqual(['worse DIRECT'])
    expect(told([finding('DIRECT')], [finding('CHURN')])).toEqual(['ended DIRECT', 'began CHURN'])
  })

  test('worse or milder, and confirmed at the same look: both are told', () => {
    const young = finding('DIRECT', { provisional: true })
    const old = finding('DIRECT', { severity: 'critical' })
    expect(told([young], [old])).toEqual(['worse DIRECT', 'confirmed DIRECT'])
    expect(told([old], [finding('DIRECT')])).toEqual(['milder DIRECT'])
  })

  test('one that ends before its window is over is never confirmed; one that begins so has no other word for it', () => {
    expect(told([finding('DIRECT', { provisional: true })], [])).toEqual(['ended DIRECT'])
    expect(told(null, [finding('OOM-KILL', { provisional: false })])).toEqual(['began OOM-KILL'])
  })

  test('one that began anew is another one: the first has ended', () => {
    expect(told([finding('DIRECT')], [finding('DIRECT', { since: 7 })])).toEqual(['ended DIRECT', 'began DIRECT'])
  })

  test('what another says now has not ended by itself', () => {
    const ended = (after: readonly Finding[]) =>
      changes(findings([finding('KSWAPD')]), findings(after), 'info').find(({ change }) => change === 'ended')
    expect(ended([finding('DIRECT', { also: ['KSWAPD'] })])).toMatchObject({ by: 'DIRECT' })
    expect(ended([finding('DIRECT')])).not.toHaveProperty('by')
  })

  test('what another network namespace says of its own ends nothing elsewhere', () => {
    const there = (id: number, change: Partial<Finding> = {}) =>
      finding(change.also ? 'ACCEPTQ' : 'SYN-FLOOD', {
        namespace: { id, name: `nginx ${id}`, pid: id, processes: 1 },
        ...change,
      })
    const ended = (before: Finding, after: readonly Finding[]) =>
      changes(findings([before]), findings(after), 'info').find(({ change }) => change === 'ended')
    const here = finding('ACCEPTQ', { also: ['SYN-FLOOD'] })
    expect(ended(there(7), [there(8, { also: ['SYN-FLOOD'] })])).not.toHaveProperty('by')
    expect(ended(there(7), [here])).not.toHaveProperty('by')
    expect(ended(finding('SYN-FLOOD'), [there(8, { also: ['SYN-FLOOD'] })])).not.toHaveProperty('by')
    expect(ended(there(7), [here, there(7, { also: ['SYN-FLOOD'] })])).toMatchObject({ by: 'ACCEPTQ' })
  })

  test('one that ended says so of the look before, not of now', () => {
    const last = (seenAgo?: number) =>
      changes(
        findings([finding('DIRECT', seenAgo === undefined ? {} : { seenAgo })]),
        findings([], { at: 22e9 }),
        'info',
      )
    const line = ([change]: ReturnType<typeof last>) => change && JSON.parse(changeJson(change, findings([])))
    expect(line(last()).finding.seen_seconds_ago).toBe(2)
    expect(line(last(5)).finding.seen_seconds_ago).toBe(7)
  })

  test('only from a severity on', () => {
    const mild = finding('CHURN', { severity: 'info' })
    expect(told(null, [mild], 'warning')).toEqual([])
    expect(told([mild], [finding('CHURN')], 'warning')).toEqual(['began CHURN'])
  })

  test('are lines as the schema says', () => {
    const { $defs = {} } = schema as Schema
    const now = findings([finding('DIRECT', { also: ['KSWAPD'], severity: 'critical' })])
    const before = findings([finding('KSWAPD'), finding('DIRECT', { provisional: true })])
    const lines = changes(before, now, 'info').map((change): unknown => JSON.parse(changeJson(change, now)))
    expect(lines).toHaveLength(3)
    expect(lines.flatMap((line) => violations($defs.change ?? {}, line, schema as Schema))).toEqual([])
  })

  test('numbers are rounded to what was measured', () => {
    const odd = (seen: number | string | null) => ({ what: 'x', seen, limit: 1 / 3, unit: '', from: '' })
    const seen = [1 / 3, 12345.678, -0.000123456, 97, 'text', null]
    const now = findings([finding('DIRECT', { since: 1234567890, observed: 1 / 3, evidence: seen.map(odd) })])
    const [change] = changes(null, now, 'info')
    const { finding: line } = change && JSON.parse(changeJson(change, now))
    expect(line).toMatchObject({ since_seconds: 18.8, observed_seconds: 0.3 })
    expect(line.evidence.map((one: { seen: unknown }) => one.seen)).toEqual([
      0.3333,
      12346,
      -0.0001235,
      97,
      'text',
      null,
    ])
    expect(line.evidence[0].limit).toBe(0.3333)
  })
})
