import { describe, expect, test } from 'vitest'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { detailSource, optionsSource, socketId, socketKey } from '../../../src/model/sockets/socket.ts'
import type { SocketDetail } from '../../../src/parse/net/socket-detail.ts'
import type { SocketOptions } from '../../../src/parse/net/socket-options.ts'
import { TCP } from '../../../src/parse/net/tcp-state.ts'
import { missingFrom } from '../../../src/sample/missing.ts'
import type { Processes } from '../../../src/sample/process.ts'
import type { Reading, SocketId } from '../../../src/source.ts'
import { holdersIn, ownerColumns } from '../../../src/views/tcp/owners.ts'
import { seen } from '../../../src/views/tcp/seen.ts'
import { socketPage } from '../../../src/views/tcp/socket-page.ts'
import { FACTS } from '../../findings/looks.ts'
import { holding } from '../../findings/network.ts'
import { record } from '../../model/record.ts'
import { tableOf } from '../../model/tcp/tables.ts'

const table = tableOf([{ state: TCP.ESTAB, localPort: 80, remote: '10.0.0.2', remotePort: 4000, inode: 7 }])
const key = socketKey(table, 0)

const REFUSED: Reading<SocketOptions> = missingFrom(optionsSource(9, 0).path, 'ENOSYS')

function shown(processes: Processes, options = REFUSED, more: Partial<SocketDetail> = {}): string {
  const detail: SocketDetail = { table, info: null, memory: null, congestion: null, ...more }
  const files = new Map<string, Reading<unknown>>([
    [detailSource(socketId(key) as SocketId, key, null).path, { value: detail, at: 1 }],
    [optionsSource(9, 0).path, options],
  ])
  const snapshot = new Snapshot({ after: { at: 1, files, processes }, before: null }, FACTS, NO_HISTORY)
  const place = { view: 'tcp', page: 'sockets', about: { socket: key }, filter: '' }
  const [section] = socketPage(seen(snapshot, place as never), holdersIn(snapshot))
  if (section?.kind !== 'lines') throw new Error('no lines')
  const spans = section.lines(120, 40).flatMap(({ spans }) => spans)
  return spans.map(({ text }) => text).join('')
}

test('a socket with an owner opens also where its options cannot be read', () => {
  const lines = shown(holding({ pid: 9, comm: 'web', inodes: [7] }))
  expect(lines).toContain('web 9, descriptor 0')
  expect(lines).toContain('its settings cannot be read')
})

test('probes into an open window: it is told that nothing leaves this machine', () => {
  const probing = tableOf([{ state: TCP.ESTAB, localPort: 80, remotePort: 4000, inode: 7, timer: 4, wqueue: 500 }])
  const said = (window: number) =>
    shown(holding(), REFUSED, {
      table: probing,
      info: new Map([
        ['snd_mss', 1448],
        ['snd_wnd', window],
      ]),
    })
  expect(said(65_536)).toContain('its window is open: dropped here, by a firewall or a queue of this machine')
  expect(said(0)).not.toContain('dropped here')
})

describe('when keepalive gives up, by the settings of the socket itself', () => {
  const waiting = tableOf([
    { state: TCP.ESTAB, localPort: 80, remote: '10.0.0.2', remotePort: 4000, inode: 7, timer: 2, expires: 4000 },
  ])
  const info = new Map([
    ['last_data_recv', 90_000],
    ['last_ack_recv', 0],
  ])
  const set = { keepalive: true, idle: 4, interval: 7, count: 9 }
  const said = (userTimeout: number | null, more: Partial<SocketDetail>) =>
    shown(holding({ pid: 9, comm: 'web', inodes: [7] }), { value: { ...set, userTimeout }, at: 1 }, more)

  test('after all probes', () => {
    expect(said(null, { table: waiting, info })).toMatch(/9 probes +no user timeout +dead in 01:07 if/)
  })

  test('a user timeout ends it before, whatever the number of probes', () => {
    expect(said(5, { table: waiting, info })).toMatch(/user timeout 5\.0 s decides +dead in 00:11 if/)
  })

  test('not told when the peer was heard: not said', () => {
    expect(said(5, { table: waiting })).toContain('user timeout 5.0 s')
    expect(said(5, { table: waiting })).not.toContain('dead in')
  })
})

test('who is not read yet may hold it', () => {
  const { rows, ...rest } = holding({ pid: 9, comm: 'web', inodes: [] })
  const lines = shown({ ...rest, rows: [...rows, record(10)] })
  expect(lines).toContain('not read yet: 1 process to come')
})

test('nobody holds it', () => {
  expect(shown(holding({ pid: 9, comm: 'web', inodes: [8] }))).toContain('no process')
})

test('who is not read yet is so in both columns that tell the owner', () => {
  const table = { inode: [7], count: 1 } as never
  const cells = ({ pending, refused }: { pending: number; refused: number }) =>
    ownerColumns(table, (at) => at, { pending, refused, of: () => null, mayHold: () => pending > 0 }).map((column) => {
      const cell = column.cell(0)
      return typeof cell === 'string' ? cell : cell.text
    })
  expect(cells({ pending: 1, refused: 0 })).toEqual(['~', '~'])
  expect(cells({ pending: 0, refused: 1 })).toEqual(['n/a', 'n/a'])
  expect(cells({ pending: 0, refused: 0 })).toEqual(['-', '-'])
})
