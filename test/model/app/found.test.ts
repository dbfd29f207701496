import { expect, test } from 'vitest'
import { findingsOf } from '../../../src/model/app/found.ts'
import type { Service } from '../../../src/model/app/service.ts'
import type { Culprit, Finding, Findings, Scope } from '../../../src/model/findings.ts'
import { record } from '../record.ts'

const anchor = record(7, { starttime: 70 })
const SERVICE: Service = { name: 'shop', by: 'program', members: [anchor], anchor }

const finding = (id: string, culprits: readonly Partial<Culprit>[], scope: Scope = {}) =>
  ({ id, culprits, scope }) as Finding

test('those that name its processes, its cgroup or its listeners', () => {
  const list = [
    finding('PROCESS', [{ kind: 'process', key: '7:70' }]),
    finding('THREAD', [{ kind: 'thread', key: '7:70:9' }]),
    finding('REUSED', [{ kind: 'process', key: '7:71' }]),
    finding('GROUP', [{ kind: 'cgroup', key: '/shop.service' }]),
    finding('ROOT', [{ kind: 'cgroup', key: '/' }]),
    finding('LISTENER', [{ kind: 'listener', key: '*:80' }]),
    finding('DEVICE', [{ kind: 'device', key: 'sda' }]),
    finding('SCOPE', [], { pids: [7] }),
    finding('GROUPS', [], { cgroups: ['/shop.service'] }),
    finding('NOBODY', [], {}),
  ]
  const found = findingsOf(
    { list } as Partial<Findings> as Findings,
    SERVICE,
    ['/shop.service', '/'],
    new Set(['*:80']),
  )
  expect(found.map(({ id }) => id)).toEqual(['PROCESS', 'THREAD', 'GROUP', 'LISTENER', 'SCOPE', 'GROUPS'])
  expect(findingsOf(null, SERVICE, [], new Set())).toEqual([])
})
