import { describe, expect, test } from 'vitest'
import schema from '../schema/why.schema.json' with { type: 'json' }
import { findingJson } from '../src/model/findings-json.ts'
import { jsonLine, whyJson } from '../src/why-json.ts'
import { finding, findings } from './findings/finding.ts'
import { type Schema, violations } from './json-schema.ts'

const SCHEMA: Schema = schema
const FOUND = findings(
  [finding('DIRECT', { says: 'x \u202e y', evidence: [] }), finding('CHURN', { severity: 'info' })],
  {
    ruledOut: [
      {
        resource: 'cpu',
        says: 'idle',
        evidence: [{ what: 'busy', seen: Number.NaN, limit: null, unit: '%', from: '/proc/stat' }],
      },
    ],
    notEvaluable: [{ id: 'PSI', title: 'pressure', why: 'off', remedy: 'boot with psi=1' }],
  },
)

describe('why --json', () => {
  test('is as the schema says', () => {
    const record: unknown = JSON.parse(jsonLine(whyJson(FOUND)))
    expect(violations(SCHEMA, record)).toEqual([])
    expect(violations(SCHEMA, JSON.parse(jsonLine(whyJson(findings([])))))).toEqual([])
  })

  test('tells of another network namespace by its processes', () => {
    const there = finding('ACCEPTQ', { namespace: { id: 7, name: 'nginx 12 (3 processes)', pid: 12, processes: 3 } })
    const record = JSON.parse(jsonLine(whyJson(findings([there, finding('DIRECT')]))))
    expect(violations(SCHEMA, record)).toEqual([])
    expect(record.findings.map(({ namespace }: { namespace: unknown }) => namespace)).toEqual([
      { id: 7, name: 'nginx 12 (3 processes)', pid: 12, processes: 3 },
      null,
    ])
  })

  test('says how long ago it was seen, as the screen does: 0 where that is now', () => {
    const { findings: found } = whyJson(findings([finding('DIRECT', { seenAgo: 10.44 }), finding('CHURN')]))
    expect(found.map(({ seen_seconds_ago }) => seen_seconds_ago)).toEqual([10.4, 0])
    const { seen_seconds_ago, ...without } = findingJson(finding('DIRECT'), 0)
    const record = JSON.parse(jsonLine(whyJson(FOUND))) as Record<string, unknown>
    expect(violations(SCHEMA, { ...record, findings: [without] })).toEqual([
      '$.findings[0].seen_seconds_ago is missing',
    ])
    expect(violations(SCHEMA, { ...record, findings: [{ ...without, seen_seconds_ago: null }] })).not.toEqual([])
    expect(seen_seconds_ago).toBe(0)
  })

  test('the schema refuses what is not', () => {
    const record = JSON.parse(jsonLine(whyJson(FOUND))) as Record<string, unknown>
    expect(violations(SCHEMA, { ...record, schema: 2 })).toEqual(['$.schema is not 1'])
    expect(violations(SCHEMA, { ...record, headline: 7 })).toEqual(['$.headline is number, not string,null'])
    expect(violations(SCHEMA, { ...record, more: 1 })).toEqual(['$.more is unknown'])
    const bad = [{ ...findingJson(finding('DIRECT'), 0), severity: 'ok' }]
    expect(violations(SCHEMA, { ...record, findings: bad })).toEqual([
      '$.findings[0].severity is none of info,warning,critical',
    ])
  })

  test('has the keys that were promised, with units, and unknown is null', () => {
    const record = whyJson(FOUND)
    expect(Object.keys(record)).toEqual(['schema', 'headline', 'findings', 'ruled_out', 'not_evaluable'])
    expect(record.findings[0]).toMatchObject({
      id: 'DIRECT',
      severity: 'warning',
      peak_severity: 'warning',
      since_seconds: 20,
      since_from: 'observed',
      window_seconds: 10,
      observed_seconds: 12,
      provisional: false,
      culprits: [{ kind: 'process', key: '7:1', name: 'java 7' }],
    })
    expect(JSON.parse(jsonLine(record)).ruled_out[0].evidence[0].seen).toBeNull()
  })

  test('escapes what would turn a terminal', () => {
    expect(jsonLine(whyJson(FOUND))).toContain('x \\u202e y')
  })
})
