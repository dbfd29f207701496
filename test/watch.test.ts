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

  test('one that began anew is another one', () => {
    expect(told([finding('DIRECT')], [finding('DIRECT', { since: 7 })])).toEqual(['began DIRECT'])
  })

  test('only from a severity on', () => {
    const mild = finding('CHURN', { severity: 'info' })
    expect(told(null, [mild], 'warning')).toEqual([])
    expect(told([mild], [finding('CHURN')], 'warning')).toEqual(['began CHURN'])
  })

  test('are lines as the schema says', () => {
    const [change] = changes(null, findings([finding('DIRECT')]), 'info')
    const line: unknown = change && JSON.parse(changeJson(change, findings([finding('DIRECT')])))
    const { $defs = {} } = schema as Schema
    expect(violations($defs.change ?? {}, line, schema as Schema)).toEqual([])
  })
})
