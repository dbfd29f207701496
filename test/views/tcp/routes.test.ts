import { describe, expect, test } from 'vitest'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { socketSource } from '../../../src/model/sockets/table.ts'
import { metricsSource, routeSource } from '../../../src/model/tcp/ways.ts'
import type { Route } from '../../../src/parse/net/routes.ts'
import { missingFrom } from '../../../src/sample/missing.ts'
import type { Reading } from '../../../src/source.ts'
import { WITH_INFO } from '../../../src/views/tcp/peers.ts'
import { routePage } from '../../../src/views/tcp/routes.ts'
import { seen } from '../../../src/views/tcp/seen.ts'
import { tcpView } from '../../../src/views/tcp/view.ts'
import type { Section, TableSection } from '../../../src/views/view.ts'
import { FACTS } from '../../findings/looks.ts'
import { tableOf } from '../../model/tcp/tables.ts'
import { placeOf } from '../../snapshot-of.ts'

const ROUTE: Route = {
  family: 4,
  to: '10.9.0.0/16',
  table: 254,
  via: null,
  device: 'eth0',
  hops: 0,
  priority: null,
  metrics: [
    { name: 'mtu', value: 1400, locked: true },
    { name: 'rto_min', value: 50, locked: true },
  ],
}
const PLAIN = { ...ROUTE, to: 'default', device: null, hops: 2, table: 100, metrics: [] }
const PEER = {
  peer: '10.9.0.7',
  source: '10.9.0.1',
  age: 3,
  rtt: 0.02,
  rttvar: null,
  ssthresh: null,
  cwnd: 11,
  reordering: null,
  fastOpenMss: null,
}

function page(routes: Reading<unknown> | null, about = {}): readonly Section[] {
  const files = new Map<string, Reading<unknown>>()
  if (routes) {
    files.set(routeSource.path, routes)
    files.set(metricsSource.path, { value: [PEER], at: 1 })
  }
  const snapshot = new Snapshot({ after: { at: 1, files, processes: null }, before: null }, FACTS, NO_HISTORY)
  return routePage(seen(snapshot, placeOf(tcpView, about, 'routes')))
}

const words = (sections: readonly Section[]) =>
  sections
    .flatMap((section) => (section.kind === 'lines' ? section.lines(120, 40) : []))
    .map(({ spans }) => spans.map(({ text }) => text).join(''))
    .join('\n')

const cells = ({ columns }: TableSection, row: number) =>
  columns.map(({ cell }) => {
    const drawn = cell(row)
    return typeof drawn === 'string' ? drawn : drawn.text
  })

describe('routes', () => {
  test('rto_min and what else TCP is told; what is remembered of a peer, which Enter shows', () => {
    const sections = page({ value: { routes: [ROUTE, PLAIN], whole: true }, at: 1 })
    const [routes, peers] = sections.filter((one) => one.kind === 'table') as [TableSection, TableSection]
    expect(cells(routes, 0)).toEqual(['10.9.0.0/16', '50 ms', 'eth0', '-', 'main', 'mtu lock 1400'])
    expect(cells(routes, 1)).toEqual(['default, IPv4', '-', '2 hops', '-', '100', '-'])
    expect(words(sections)).toMatch(/200 ms, the default +one route sets its own/)
    expect(cells(peers, 0)).toEqual(['10.9.0.7', '10.9.0.1', '3.0 s', '20 ms', '-', '11', '-', '-'])
    expect(peers.drill?.(0)).toMatchObject({ page: 'peers', about: { peer: '10.9.0.7' } })
  })

  test('a table that was cut short says so', () => {
    const [routes] = page({ value: { routes: [ROUTE], whole: false }, at: 1 }).filter((one) => one.kind === 'table')
    expect(routes?.title).toContain('the first 1: there are more')
  })

  test('without koffi: why, and the commands that tell it', () => {
    const sections = page(missingFrom(routeSource.path, 'ENOSYS'))
    expect(sections.some(({ kind }) => kind === 'table')).toBe(false)
    expect(words(sections)).toContain('npm install koffi')
    expect(words(sections)).toMatch(/^ Told by +ip route show *$/m)
    expect(words(sections)).not.toContain('routes set their own')
  })

  test('of another namespace: by entering it', () => {
    const lines = words(page({ value: { routes: [ROUTE], whole: true }, at: 1 }, { pid: 77 }))
    expect(lines).toContain('netlink tells of whytop’s own network namespace only')
    expect(lines).toContain('nsenter -t 77 -n ip tcp_metrics show')
    expect(lines).toContain('nsenter -t 77 -n whytop')
    // Its settings are not known either.
    expect(lines).not.toContain('200 ms')
  })

  test('a peer without a connection has what is remembered of it', () => {
    const files = new Map<string, Reading<unknown>>([
      [metricsSource.path, { value: [PEER, { ...PEER, peer: '10.9.0.8' }], at: 1 }],
      [socketSource(WITH_INFO).path, { value: tableOf([]), at: 1 }],
    ])
    const snapshot = new Snapshot({ after: { at: 1, files, processes: null }, before: null }, FACTS, NO_HISTORY)
    const lines = words(tcpView.sections(snapshot, placeOf(tcpView, { peer: PEER.peer }, 'peers')))
    expect(lines).toMatch(
      /^ No connection with 10\.9\.0\.7 now\.\n Remembered +rtt 20 ms +rttvar - +cwnd 11 +ssthresh - +from 10\.9\.0\.1, 3\.0 s ago *$/m,
    )
    expect(lines.match(/Remembered/g)).toHaveLength(1)
  })

  test('before the first look there are tables, which have columns for help', () => {
    expect(page(null).filter(({ kind }) => kind === 'table')).toHaveLength(2)
  })
})
