import { describe, expect, test } from 'vitest'
import { evidenceText, whyText } from '../src/why-text.ts'
import { finding, findings } from './findings/finding.ts'

describe('why as text', () => {
  const text = whyText(
    findings(
      [finding('DIRECT', { severity: 'critical', caution: 'Mind it.', also: ['KSWAPD'], explains: ['CHURN'] })],
      {
        ruledOut: [{ resource: 'cpu', says: '3.0 % busy, none waiting', evidence: [] }],
        notEvaluable: [
          { id: 'PSI', title: 'pressure', why: 'this kernel keeps no figures', remedy: 'boot with psi=1' },
          { id: 'RUNQ', title: 'queue', why: 'this kernel keeps no figures', remedy: 'boot with psi=1' },
        ],
        ended: [
          {
            id: 'CHURN',
            title: 'c',
            severity: 'warning',
            says: 'It was.',
            since: 1e9,
            until: 9e9,
            unit: null,
            peak: 1,
            culprits: [],
          },
        ],
      },
    ),
    'web-3',
  )

  test('says the one thing first', () => {
    expect(text.split('\n').slice(0, 2)).toEqual(['web-3, watched for 20 s', 'WHY ● DIRECT is there.'])
  })

  test.each([
    '● DIRECT (direct): critical, since 00:20',
    '  - number: 2/s (limit 1/s), /proc/x',
    '  culprit: process java 7, 2.0 GiB',
    '  explains: CHURN',
    '  seen with it: KSWAPD',
    '  next: Do something.',
    '  caution: Mind it.',
    '  verify: tool 1',
    '  cpu: 3.0 % busy, none waiting',
    '  PSI, RUNQ: this kernel keeps no figures (boot with psi=1)',
    '  CHURN, lasted 00:08: It was.',
  ])('%s', (line) => expect(text.split('\n')).toContain(line))

  test('says first what it could not look at', () => {
    const lines = whyText(findings([], { hidden: 251 }), 'web-3').split('\n')
    expect(lines[1]).toBe('RESTRICTED: 251 threads are not listed (hidepid, or a PID namespace) and were not looked at')
    expect(whyText(findings([]), 'web-3')).not.toContain('RESTRICTED')
  })

  test('a severity that has fallen, and what the kernel alone proves', () => {
    const fallen = finding('PSI', { peakSeverity: 'critical', sinceFrom: 'kernel' })
    expect(whyText(findings([fallen]), 'x')).toContain(
      '▲ PSI (psi): warning, was critical, since 00:20 at least, by the kernel’s own count\n',
    )
  })

  test('says so where nothing was found', () => {
    expect(whyText(findings([]), 'x')).toContain('WHY: nothing found that harms\n')
    const unknown = { id: 'SLAB', title: 'slab', why: 'denied', remedy: null }
    const said = (count: number) => whyText({ ...findings([]), notEvaluable: Array(count).fill(unknown) }, 'x')
    expect(said(1)).toContain('WHY: nothing found that harms; 1 rule could not look, see the end\n')
    expect(said(54)).toContain('WHY: nothing found that harms; 54 rules could not look, see the end\n')
  })

  test('foreign names pass the door', () => {
    const evil = finding('DIRECT', { says: 'a\u001b[2Jb', culprits: [{ kind: 'process', key: '1:1', name: 'c\nd' }] })
    const told = whyText(findings([evil]), 'h\u009bost')
    expect(told).not.toMatch(/[\u001b\u009b]/)
    expect(told).toContain('process c?d')
  })

  test.each([
    [{ seen: 2 ** 21, limit: 2 ** 20, unit: 'B' }, '2.0 MiB (limit 1.0 MiB)'],
    [{ seen: 1536, limit: null, unit: 'B/s' }, '1.5 KiB/s'],
    [{ seen: 41.237, limit: 20, unit: '%' }, '41.24 % (limit 20 %)'],
    [{ seen: 12_345, limit: null, unit: '' }, '12.3k'],
    [{ seen: null, limit: 1, unit: '' }, 'unknown (limit 1)'],
    [{ seen: 'nfs4', limit: null, unit: '' }, 'nfs4'],
  ])('evidence %j', (change, said) => {
    expect(evidenceText({ what: 'x', from: 'y', ...change })).toBe(`x: ${said}, y`)
  })
})

test('a sentence of an earlier look is told with its age', () => {
  const old = finding('CPU-SAT', { says: 'The CPUs are 96.7 % busy.', seenAgo: 10.4 })
  const lines = whyText(findings([old]), 'web-3').split('\n')
  expect(lines[1]).toBe('WHY ▲ The CPUs are 96.7 % busy. (seen 00:10 ago)')
  expect(lines).toContain('  The CPUs are 96.7 % busy. (seen 00:10 ago)')
})
