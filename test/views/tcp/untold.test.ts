import { describe, expect, test } from 'vitest'
import type { HostFacts } from '../../../src/host/host.ts'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { socketSource } from '../../../src/model/sockets/table.ts'
import type { SocketTable } from '../../../src/parse/net/socket-table.ts'
import { TCP } from '../../../src/parse/net/tcp-state.ts'
import { LISTENING } from '../../../src/views/tcp/listeners.ts'
import { tcpView } from '../../../src/views/tcp/view.ts'
import { FACTS } from '../../findings/looks.ts'
import { tableOf } from '../../model/tcp/tables.ts'
import { placeOf } from '../../snapshot-of.ts'

const LIVE: HostFacts = { ...FACTS, clock: 'live', clocks: false, self: 4711 }

function seenOf(from: SocketTable['from'], facts: HostFacts, pid: number | null = null, rows = 1) {
  const table = tableOf(new Array(rows).fill({ state: TCP.LISTEN, localPort: 80, wqueue: 128 }), from)
  const files = new Map(
    [LISTENING, {}].map((wanted) => [socketSource({ ...wanted, pid }).path, { value: table, at: 1 }] as const),
  )
  const snapshot = new Snapshot({ after: { at: 1, files, processes: null }, before: null }, facts, NO_HISTORY)
  const about: Readonly<Record<string, number>> = pid === null ? {} : { pid }
  const titles = ['overview', 'listeners', 'sockets'].map((page) => {
    const tables = tcpView.sections(snapshot, placeOf(tcpView, about, page)).filter(({ kind }) => kind === 'table')
    return tables.map((section) => (section.kind === 'table' ? section.title : null)).find((t) => t?.match(/^[LS]..../))
  })
  const said = tcpView.missing(snapshot, placeOf(tcpView, about)).filter(({ source }) => source.includes('MAX'))
  return { titles, said }
}

describe('what sockets of /proc/net/tcp lack, and what would tell it', () => {
  const cases: readonly (readonly [string, HostFacts, number | null, RegExp, string])[] = [
    ['without koffi', LIVE, null, /koffi/, 'npm install koffi'],
    ['a kernel that does not answer', { ...LIVE, clocks: true }, null, /inet_diag/, 'modprobe tcp_diag'],
    ['another network namespace', LIVE, 186, /own network namespace/, 'nsenter -t 186 -n whytop'],
    ['the /proc of another machine', { ...LIVE, self: null }, null, /another machine/, 'run whytop in that one'],
    ['a capture', FACTS, null, /capture/, 'ss -ltnmi on that machine'],
  ]
  test.each(cases)('%s: on the pane and as missing', (_, facts, pid, why, remedy) => {
    const { titles, said } = seenOf('proc', facts, pid)
    expect(titles.slice(0, 2)).toEqual([
      `Listeners (from /proc/net/tcp: no MAX; ${remedy})`,
      `Listeners (from /proc/net/tcp: no MAX, no DROPS; ${remedy})`,
    ])
    expect(said).toMatchObject([{ missing: 'absent', why: expect.stringMatching(why), remedy }])
  })

  test('of sockets: as many words as fit 80 columns', () => {
    const [, , title = ''] = seenOf('proc', LIVE).titles
    expect(title).toBe('Sockets (from /proc/net/tcp: no backlog limits, no tcp_info; npm install koffi)')
    expect(title?.length).toBeLessThan(80)
  })

  test.each([
    ['sock_diag was asked', 'sock_diag', 1],
    ['there is no socket', 'proc', 0],
  ] as const)('nothing where %s', (_, from, rows) => {
    const { titles, said } = seenOf(from, LIVE, null, rows)
    expect([titles, said]).toEqual([['Listeners', 'Listeners', 'Sockets'], []])
  })
})
