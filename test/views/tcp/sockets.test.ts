import { describe, expect, test } from 'vitest'
import { visitTo } from '../../../src/ui/places.ts'
import { TABLE } from '../../../src/ui/state.ts'
import { rowsOf } from '../../../src/ui/table.ts'
import { tcpView } from '../../../src/views/tcp/view.ts'
import type { TableSection } from '../../../src/views/view.ts'
import { fixture } from '../../parse/fixture.ts'
import { placeOf } from '../../snapshot-of.ts'
import { fixtureHost, frameText, looked, stateAt } from '../../ui/drawing.ts'

const said = (name: string) =>
  fixture(`tcp-states/expected/${name}`)
    .toString()
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))

const SS = said('ss-tan.txt')

async function at(about: Readonly<Record<string, string | number>>, filter = '', rows = 40) {
  const visit = visitTo('tcp')
  const place = placeOf(tcpView, about, 'sockets')
  const state = stateAt({ ...visit, place }, { columns: 160, rows, tables: { tcp: { ...TABLE, filter } } })
  const { drawn, snapshot } = await looked(fixtureHost('tcp-states'), state)
  const table = tcpView.sections(snapshot, place).find((s) => s.kind === 'table') as TableSection
  return { table, text: frameText(drawn.frame) }
}

const cell = (table: TableSection, row: number, id: string): string => {
  const made = table.columns.find((column) => column.id === id)?.cell(row) ?? ''
  return typeof made === 'string' ? made : made.text
}

const NO_SORT = { by: 'lport', reverse: false }

describe('the captured sockets, as ss listed them', async () => {
  const { table } = await at({})
  const shown = (filter: string) => rowsOf(table, filter, NO_SORT)

  const end = (row: number, ip: string, port: string) => `${cell(table, row, ip)}:${cell(table, row, port)}`
  const ends = (row: number) =>
    [cell(table, row, 'state'), end(row, 'local', 'lport'), end(row, 'peer', 'port')].join(' ')
  const spelled = ([state, , , local = '', peer = '']: readonly string[]) =>
    [state, ...[local, peer].map((word) => word.replace('[::]:', '*:'))].join(' ')

  test('all of them', () => {
    expect(shown('').map(ends).sort()).toEqual(SS.map(spelled).sort())
  })

  test('who holds each', () => {
    const owners = new Map(
      said('ss-tanp.txt').map((row) => [spelled(row), /pid=(\d+)/.exec(row[5] ?? '')?.[1] ?? '-'] as const),
    )
    expect(owners.size).toBeGreaterThan(50)
    const seen = shown('').filter((row) => owners.has(ends(row)))
    expect(seen.map((row) => [ends(row), cell(table, row, 'pid')]).sort()).toEqual([...owners].sort())
  })

  test.each([
    ['state=time-wait', ([state]: readonly string[]) => state === 'TIME-WAIT'],
    [
      'state=time-wait peer=127.0.0.1 port=8080',
      ([state, , , , peer]: readonly string[]) => state === 'TIME-WAIT' && peer === '127.0.0.1:8080',
    ],
    ['peer=::1', ([, , , , peer]: readonly string[]) => peer?.startsWith('[::1]:')],
    [
      'lport=8080 not state=listen',
      ([state, , , local]: readonly string[]) => state !== 'LISTEN' && local?.endsWith(':8080'),
    ],
    [
      'port=8080',
      ([, , , local, peer]: readonly string[]) => [local, peer].some((end) => end?.endsWith(':8080') ?? false),
    ],
    ['dport=8080', ([, , , , peer]: readonly string[]) => peer?.endsWith(':8080')],
    ['sport=8080', ([, , , local]: readonly string[]) => local?.endsWith(':8080')],
    [
      'port!=8080 state=estab,listen',
      ([state, , , ...ends]: readonly string[]) =>
        (state === 'ESTAB' || state === 'LISTEN') && !ends.slice(0, 2).some((end) => end.endsWith(':8080')),
    ],
    ['state=syn-sent,syn-recv', ([state]: readonly string[]) => state === 'SYN-SENT' || state === 'SYN-RECV'],
    ['recvq>0 state=listen', ([state, queue]: readonly string[]) => state === 'LISTEN' && queue !== '0'],
    ['peer=10.9.8.7', () => false],
  ] as const)('%s', (filter, fits) => {
    const rows = SS.filter((row) => fits(row))
    expect(shown(filter)).toHaveLength(rows.length)
    if (filter !== 'peer=10.9.8.7') expect(rows.length).toBeGreaterThan(0)
  })

  test('sorted by address as numbers, by state as the kernel counts them', () => {
    const addresses = rowsOf(table, '', { by: 'local', reverse: false }).map(
      (row) => table.columns.find((c) => c.id === 'local')?.code?.of(row) ?? -1,
    )
    expect(addresses).toEqual([...addresses].sort((a, b) => a - b))
    const [first] = rowsOf(table, '', { by: 'state', reverse: false })
    expect(cell(table, first as number, 'state')).toBe('ESTAB')
  })

  test('from the files: a listener’s limit is not known', () => {
    const [listener] = shown('state=listen')
    expect(cell(table, listener as number, 'sendq')).toMatch(/^[-0]$/)
  })
})

test('opened on a state it has only those', async () => {
  const { table, text } = await at({ state: 'CLOSE-WAIT' })
  expect(table.count).toBe(SS.filter(([state]) => state === 'CLOSE-WAIT').length)
  expect(text).toContain('Sockets CLOSE-WAIT')
})

test('a state that there is not is a mistake in one line', async () => {
  expect((await at({}, 'state=waiting')).text).toContain('no state waiting; type one of ESTAB')
})

test('Enter opens the socket: what is known of it without sock_diag, and why the rest is not', async () => {
  const { table } = await at({})
  const [row] = rowsOf(table, 'state=close-wait', NO_SORT)
  const drill = table.drill?.(row as number)
  expect(drill).toMatchObject({ view: 'tcp', page: 'sockets' })
  const { text } = await at(drill?.about ?? {})
  expect(text).toContain('CLOSE-WAIT  127.0.0.1:8080 to 127.0.0.1:')
  expect(text).toMatch(/Owner\s+python3 186, descriptor \d+/)
  expect(text).toContain('/proc/net/tcp has no tcp_info')
  expect(text).toContain('tcpdump')
})

test('one that is closed, and one that never was', async () => {
  const gone = '4.1.2.0.0.99.0:0:ffff:1.0:0:ffff:2'
  expect((await at({ socket: gone })).text).toContain('The socket is closed')
  expect((await at({ socket: 'nonsense' })).text).toContain('no such socket')
})
