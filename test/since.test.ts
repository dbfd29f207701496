import { describe, expect, test } from 'vitest'
import type { Culprit, Finding } from '../src/model/findings.ts'
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
    [
      '{"schema":1,"findings":[{"id":"X","severity":"info","evidence":[],"culprits":5}]}',
      'is not what whytop why --json wrote',
    ],
    ['{"schema":1,"findings":[{"id":7}]}', 'is not what whytop why --json wrote'],
  ])('%s %s', (text, said) => expect(savedAnswer(text)).toBe(said))
})

test('the same in another network namespace is another finding', () => {
  const { gone, came, stayed } = changesSince(
    whyJson(findings([finding('ACCEPTQ'), foundIn(7, 20)])),
    whyJson(findings([finding('ACCEPTQ'), foundIn(8, 20)])),
  )
  expect([gone, came, stayed.map(({ id }) => id)]).toEqual([['ACCEPTQ'], ['ACCEPTQ'], ['ACCEPTQ']])
})

test('a network namespace whose first process ended is the same one', () => {
  const before = whyJson(findings([foundIn(7, 20)]))
  const after = whyJson(findings([foundIn(7, 30)]))
  const same = { gone: [], came: [], stayed: [{ id: 'ACCEPTQ' }] }
  expect(changesSince(before, after)).toMatchObject(same)
  // An answer that was saved before the id was told has it in the key of its culprit.
  const old = before.findings.map(({ namespace, ...rest }) => ({
    ...rest,
    namespace: namespace && { name: namespace.name, pid: namespace.pid, processes: namespace.processes },
  }))
  const saved = savedAnswer(JSON.stringify({ ...before, findings: old }))
  expect(typeof saved === 'string' ? saved : changesSince(saved, after)).toMatchObject(same)
})

/** In the network namespace with this inode, whose first process is this one. */
function foundIn(id: number, pid: number): Finding {
  const network: Culprit = { kind: 'namespace', key: `net:${id}`, name: `network of nginx ${pid}` }
  const namespace = { id, name: `nginx ${pid}`, pid, processes: 1 }
  return finding('ACCEPTQ', { namespace, culprits: [...finding('ACCEPTQ').culprits, network] })
}

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
