import { describe, expect, test } from 'vitest'
import { addressAt } from '../../../src/parse/net/address.ts'
import { inetSockets } from '../../../src/parse/net/inet.ts'
import type { SocketTable } from '../../../src/parse/net/socket-table.ts'
import { hasOwner } from '../../../src/parse/net/socket-table.ts'
import { parseTcp, tcpFold } from '../../../src/parse/net/tcp.ts'
import { ALL_STATES, stateMask, TCP, TCP_STATES, TCP_TIMERS } from '../../../src/parse/net/tcp-state.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

const HEADING = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
const FILES = [
  'net/tcp',
  'net/tcp6',
  'tcp-states/t0/proc/net/tcp',
  'tcp-states/t1/proc/net/tcp6',
  'load-d/t0/proc/net/tcp',
]

/** A row as the other parser says it. */
function record(table: SocketTable, row: number) {
  const owned = hasOwner(table, row)
  return {
    state: TCP_STATES[table.state[row] as number],
    local: addressAt(table.local, row, table.family[row] as number),
    localPort: table.localPort[row],
    remote: addressAt(table.remote, row, table.family[row] as number),
    remotePort: table.remotePort[row],
    txQueue: table.wqueue[row],
    rxQueue: table.rqueue[row],
    timer: TCP_TIMERS[table.timer[row] as number],
    timerWhen: (table.expires[row] as number) / 10,
    retransmits: table.retransmits[row],
    uid: owned ? table.uid[row] : null,
    probes: table.probes[row],
    inode: table.inode[row] === 0 ? null : table.inode[row],
  }
}

test.each(FILES)('%s: the same sockets as row by row', (path) => {
  const file = fixture(path)
  const table = parseTcp(file)
  const records = inetSockets('tcp', file)
  expect(table.count).toBe(records.length)
  expect(Array.from({ length: table.count }, (_, row) => record(table, row))).toEqual(records)
})

test('as ss counted them', () => {
  const all = ['tcp', 'tcp6'].map((name) => parseTcp(fixture(`tcp-states/t1/proc/net/${name}`)))
  const counts = new Map<string, number>()
  for (const { state } of all) {
    for (const code of state) {
      const name = TCP_STATES[code] as string
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
  }
  const said = fixture('tcp-states/expected/ss-states.txt').toString().trim().split('\n')
  expect([...counts].sort()).toEqual(
    said
      .map((line) => line.trim().split(/\s+/))
      .map(([n, state]) => [state as string, Number(n)])
      .sort(),
  )
})

test('a row number of five digits, a request as SYN-RECV, IPv4 as mapped, no last newline', () => {
  const row =
    '12345: 0100007F:1F90 0101A8C0:AD1C 0C 00000002:00000001 02:000000FF 00000000  1000        2 12561 1 0000000001656884'
  const table = parseTcp(bytes(HEADING + row))
  expect(table).toMatchObject({ count: 1, from: 'proc', info: null })
  expect([...table.state]).toEqual([TCP.SYN_RECV])
  expect([...table.local]).toEqual([0, 0, 0xffff, 0x7f000001])
  expect([...table.remote]).toEqual([0, 0, 0xffff, 0xc0a80101])
  expect(record(table, 0)).toMatchObject({ localPort: 8080, remotePort: 44316, txQueue: 2, rxQueue: 1, probes: 2 })
  expect(table.expires[0]).toBe(2550)
  expect(parseTcp(bytes(HEADING)).count).toBe(0)
})

describe('in pieces', () => {
  const files = ['tcp', 'tcp6'].map((name) => fixture(`tcp-states/t1/proc/net/${name}`))
  const folded = (states: number) => {
    const fold = tcpFold(states, null)
    for (const file of files) {
      for (let at = 0; at < file.length; ) {
        const end = file.indexOf('\n', Math.min(file.length - 1, at + 1000)) + 1 || file.length
        fold.add(file.subarray(at, end))
        at = end
      }
    }
    return fold.end()
  }

  test('both files are one table', () => {
    const table = folded(ALL_STATES)
    const [v4, v6] = files.map(parseTcp) as [SocketTable, SocketTable]
    expect(table.count).toBe(v4.count + v6.count)
    expect([...table.inode]).toEqual([...v4.inode, ...v6.inode])
    expect([...table.local]).toEqual([...v4.local, ...v6.local])
    expect(table.local).toHaveLength(table.count * 4)
  })

  test('of some states only those', () => {
    const table = folded(stateMask(TCP.LISTEN, TCP.SYN_RECV))
    expect(table.count).toBe(5 + 6)
    expect(new Set(table.state)).toEqual(new Set([TCP.LISTEN, TCP.SYN_RECV]))
  })
})

test.each([
  '',
  'nonsense\n',
  `${HEADING}   0: 0100007F:1F90 0100007F:AD1C\n`,
  `${HEADING}   0: 0100007F:1F90 0100007F:AD1C 0E 00000000:00000001 00:00000000 00000000 0 0 1 1 00\n`,
  `${HEADING}   0: 0100007F00:1F90 0100007F:AD1C 01 00000000:00000001 00:00000000 00000000 0 0 1 1 00\n`,
  `${HEADING}   0: 0100007F:11F90 0100007F:AD1C 01 00000000:00000001 00:00000000 00000000 0 0 1 1 00\n`,
  `${HEADING}   0: 0100007F:1F90 0100007F:AD1C 01 00000000:00000001 05:00000000 00000000 0 0 1 1 00\n`,
])('refuses %j', (file) => {
  expect(() => parseTcp(bytes(file))).toThrow(ParseError)
})
