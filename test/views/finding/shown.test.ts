import { describe, expect, test } from 'vitest'
import type { Ended } from '../../../src/model/findings.ts'
import { aboutFinding, findingKey, shownAt } from '../../../src/views/finding/shown.ts'
import { aFinding, findingsOf } from '../overview/a-finding.ts'

const there = (id: number) => ({ id, name: `nginx ${id}`, pid: id, processes: 1 })
const own = aFinding({ id: 'ACCEPTQ', says: 'own', since: 5 })
const seven = aFinding({ id: 'ACCEPTQ', says: 'seven', since: 5, namespace: there(7) })
const { title, severity, says, unit, peak, culprits } = aFinding({ says: 'eight' })
const eight: Ended = {
  id: 'ACCEPTQ',
  ...{ title, severity, says, unit, peak, culprits },
  since: 1,
  until: 2,
  namespace: there(8),
}
const findings = { ...findingsOf([own, seven], 9), ended: [eight] }

describe('the same found in several network namespaces', () => {
  test('each has a page of its own', () => {
    for (const one of [own, seven]) expect(shownAt(findings, { about: aboutFinding(one) })?.says).toBe(one.says)
    expect(shownAt(findings, { about: { ...aboutFinding(eight), since: 1 } })?.says).toBe('eight')
    expect(shownAt(findings, { about: { id: 'ACCEPTQ', namespace: 9 } })).toBe(null)
  })

  test('each is a row of its own', () => {
    expect(new Set([own, seven, eight].map(findingKey)).size).toBe(3)
  })
})
