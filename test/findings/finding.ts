import type { Finding, Findings } from '../../src/model/findings.ts'

/** A finding with what the test is about. */
export function finding(id: string, change: Partial<Finding> = {}): Finding {
  return {
    id,
    title: id.toLowerCase(),
    resource: 'memory',
    severity: 'warning',
    peakSeverity: change.severity ?? 'warning',
    advice: false,
    since: 0,
    sinceFrom: 'observed',
    provisional: false,
    window: 10,
    observed: 12,
    unit: '/s',
    peak: 2,
    history: [1, 2, 1],
    says: `${id} is there.`,
    evidence: [{ what: 'number', seen: 2, limit: 1, unit: '/s', from: '/proc/x' }],
    culprits: [{ kind: 'process', key: '7:1', name: 'java 7', share: '2.0 GiB' }],
    scope: {},
    next: 'Do something.',
    caution: null,
    verify: 'tool 1',
    namespace: null,
    explains: [],
    also: [],
    ...change,
  }
}

export function findings(list: readonly Finding[], change: Partial<Findings> = {}): Findings {
  return {
    at: 20e9,
    headline: list[0]?.id ?? null,
    list,
    ruledOut: [],
    notEvaluable: [],
    ended: [],
    observed: 20,
    ...change,
  }
}
