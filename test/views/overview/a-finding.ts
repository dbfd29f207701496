import type { Finding, Findings } from '../../../src/model/findings.ts'
import type { Nanos } from '../../../src/units.ts'

/** One to be shown. */
export function aFinding(change: Partial<Finding>): Finding {
  return {
    id: 'DIRECT',
    title: 'direct reclaim',
    resource: 'memory',
    severity: 'critical',
    peakSeverity: change.severity ?? 'critical',
    advice: false,
    since: 0,
    sinceFrom: 'observed',
    provisional: false,
    window: 5,
    observed: 41,
    unit: '/s',
    peak: 500,
    history: [10, 200, 412],
    says: 'Programs must free memory themselves before they can go on.',
    evidence: [
      { what: 'entries into direct reclaim', seen: 412, limit: 1, unit: '/s', from: '/proc/vmstat allocstall_*' },
      { what: 'freed in the foreground', seen: 18 * 2 ** 20, limit: null, unit: 'B/s', from: '/proc/vmstat' },
    ],
    culprits: [
      { kind: 'process', key: '1834:7', name: 'java 1834', share: '2.1 GiB' },
      { kind: 'zone', key: '0:Normal', name: 'Normal of node 0', drill: { view: 'memory', page: 'zones', about: {} } },
    ],
    scope: {},
    next: 'Give it more memory.',
    caution: null,
    verify: 'sar -B 1',
    namespace: null,
    explains: ['LOAD-D'],
    also: ['MEM-LOW'],
    ...change,
  }
}

/** The first is the headline. */
export function findingsOf(list: readonly Finding[], at: Nanos): Findings {
  return {
    at,
    headline: list[0]?.id ?? null,
    list,
    ruledOut: [{ resource: 'cpu', says: '19.0 % busy, none waiting', evidence: [] }],
    notEvaluable: [],
    ended: [],
    observed: 120,
  }
}
