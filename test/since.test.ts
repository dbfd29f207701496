import { describe, expect, test } from 'vitest'
import { changesSince, savedAnswer } from '../src/since.ts'
import { jsonLine, whyJson } from '../src/why-json.ts'
import { finding, findings } from './findings/finding.ts'

describe('a saved answer', () => {
  test('is what why --json wrote', () => {
    const saved = savedAnswer(jsonLine(whyJson(findings([finding('DIRECT')]))))
    expect(saved).toMatchObject({ findings: [{ id: 'DIRECT' }] })
  })

  test.each([
    ['{', 'is not JSON'],
    ['[]', 'is not what whytop why --json wrote'],
    ['null', 'is not what whytop why --json wrote'],
    ['{"schema":2,"findings":[]}', 'is not what whytop why --json wrote'],
    ['{"schema":1,"findings":[{"id":7}]}', 'is not what whytop why --json wrote'],
  ])('%s %s', (text, said) => expect(savedAnswer(text)).toBe(said))
})

test('the same in another network namespace is another finding', () => {
  const there = (pid: number) => ({ id: 7, name: `nginx ${pid}`, pid, processes: 1 })
  const before = whyJson(findings([finding('ACCEPTQ'), finding('ACCEPTQ', { namespace: there(20) })]))
  const after = whyJson(findings([finding('ACCEPTQ'), finding('ACCEPTQ', { namespace: there(30) })]))
  const { gone, came, stayed } = changesSince(before, after)
  expect([gone, came, stayed.map(({ id }) => id)]).toEqual([['ACCEPTQ'], ['ACCEPTQ'], ['ACCEPTQ']])
})

test('tells what is gone, what came, and how the rest changed', () => {
  const number = (seen: number) => ({ what: 'stalls', seen, limit: 1, unit: '/s', from: 'x' })
  const before = whyJson(
    findings([finding('DIRECT', { evidence: [number(50)], severity: 'critical' }), finding('CHURN')]),
  )
  const after = whyJson(findings([finding('DIRECT', { evidence: [number(3)] }), finding('ACCEPTQ')]))
  expect(changesSince(before, after)).toEqual({
    gone: ['CHURN'],
    came: ['ACCEPTQ'],
    stayed: [
      {
        id: 'DIRECT',
        severity: { before: 'critical', after: 'warning' },
        what: 'stalls',
        unit: '/s',
        before: 50,
        after: 3,
      },
    ],
  })
})
