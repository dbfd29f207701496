import { describe, expect, test } from 'vitest'
import { netFile } from '../../../src/model/tcp/namespace.ts'
import { netSpaceSources, netSpaces } from '../../../src/model/tcp/namespaces.ts'
import { allNetNamespaces, type NetNamespaces } from '../../../src/parse/net/namespaces.ts'
import { snmp } from '../../../src/parse/net/snmp.ts'
import { sockstat, sockstat6 } from '../../../src/parse/net/sockstat.ts'
import type { Processes } from '../../../src/sample/process.ts'
import type { Samples } from '../../../src/sample/sample.ts'
import type { Reading } from '../../../src/source.ts'

const FOUND: NetNamespaces = {
  own: 11,
  left: 0,
  refused: 0,
  others: [
    { id: 12, processes: 3, pids: [40, 41] },
    { id: 13, processes: 9, pids: [60] },
  ],
}

function samples(found: NetNamespaces | null, more: readonly (readonly [string, unknown])[] = [], alive = 20): Samples {
  const files = new Map<string, Reading<unknown>>([
    ...(found ? [[allNetNamespaces.path, { value: found, at: 1 }] as const] : []),
    ...more.map(([path, value]) => [path, { value, at: 1 }] as const),
  ])
  const processes = { rows: Array.from({ length: alive }), tally: { states: { Z: 1 } } } as unknown as Processes
  return { after: { at: 1, files, processes }, before: null }
}

describe('the network namespaces of a machine', () => {
  test('whytop’s own, then those with most processes; the own has who is in no other', () => {
    const { rows, missing } = netSpaces(samples(FOUND))
    expect(rows.map(({ id, pid, processes }) => [id, pid, processes])).toEqual([
      [11, null, 20 - 1 - 3 - 9],
      [13, 60, 9],
      [12, 40, 3],
    ])
    expect(missing).toBeNull()
  })

  test('what its own files tell of each', () => {
    const { rows } = netSpaces(
      samples(FOUND, [
        [
          netFile(sockstat, 60).path,
          new Map([
            ['TCP.inuse', 9],
            ['TCP.tw', 4],
            ['UDP.inuse', 1],
          ]),
        ],
        [
          netFile(sockstat6, 60).path,
          new Map([
            ['TCP6.inuse', 2],
            ['UDP6.inuse', 5],
          ]),
        ],
        [netFile(snmp, 60).path, new Map([['TcpCurrEstab', 6]])],
        ['/proc/60/comm', 'web'],
        ['/proc/60/ns/', [{ name: 'net', target: 'net:[4026532178]' }]],
        [netFile(sockstat, 40).path, new Map([['TCP.inuse', 1]])],
        [netFile(snmp, 40).path, new Map([['TcpCurrEstab', 2]])],
      ]),
    )
    expect(rows[1]).toMatchObject({ estab: 6, rest: 5, timeWait: 4, udp: 6, comm: 'web', link: 'net:[4026532178]' })
    expect(rows[2]).toMatchObject({ estab: 2, rest: 0, timeWait: null, udp: null, comm: null, link: null })
  })

  test('a count of processes of another moment makes no number up', () => {
    expect(netSpaces(samples(FOUND, [], 13)).rows[0]?.processes).toBeNull()
  })

  test('where nobody could look there is the own alone, and why', () => {
    const { rows, missing } = netSpaces(samples(null))
    expect(rows).toMatchObject([{ pid: null, processes: null }])
    expect(missing).toMatchObject({ missing: 'pending' })
  })

  test('files of a hundred at most, by a process of each', () => {
    const others = Array.from({ length: 150 }, (_, i) => ({ id: i + 20, processes: 1, pids: [i + 1000] }))
    const many = samples({ own: 11, left: 0, refused: 0, others })
    const paths = netSpaceSources(many).map(({ path }) => path)
    expect(paths).toContain('/proc/1099/net/snmp')
    expect(paths).not.toContain('/proc/1100/net/snmp')
    expect(netSpaces(many).unread).toBe(50)
    expect(netSpaceSources(null)[0]).toMatchObject({ path: allNetNamespaces.path, every: 5 })
  })
})
