import { describe, expect, test } from 'vitest'
import { addressAt } from '../../../src/parse/net/address.ts'
import { parseSockDiag, sockDiagFold } from '../../../src/parse/net/sock-diag.ts'
import type { SocketTable } from '../../../src/parse/net/socket-table.ts'
import { ALL_STATES, stateMask, TCP } from '../../../src/parse/net/tcp-state.ts'
import { ParseError } from '../../../src/source.ts'
import { header, message, tcpInfo } from './diag-message.ts'

const INFO = 2
const LOOPBACK6 = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]

test('every column of a socket', () => {
  const table = parseSockDiag(
    message({
      state: 1,
      timer: 1,
      retransmits: 3,
      localPort: 8080,
      remotePort: 44316,
      local: [127, 0, 0, 1],
      remote: [200, 168, 1, 2],
      ifindex: 4,
      cookie: [7, 1],
      expires: 4460,
      rqueue: 11,
      wqueue: 4_000_000_000,
      uid: 1000,
      inode: 4_294_967_295,
    }),
  )
  expect(table).toMatchObject({ count: 1, from: 'sock_diag' })
  const row = Object.fromEntries(
    Object.entries(table)
      .filter(([, column]) => ArrayBuffer.isView(column))
      .map(([name, column]) => [name, [...(column as Uint8Array)]]),
  )
  expect(row).toEqual({
    state: [TCP.ESTAB],
    family: [4],
    local: [0, 0, 0xffff, 0x7f000001],
    remote: [0, 0, 0xffff, 0xc8a80102],
    localPort: [8080],
    remotePort: [44316],
    rqueue: [11],
    wqueue: [4_000_000_000],
    timer: [1],
    expires: [4460],
    retransmits: [3],
    probes: [0],
    uid: [1000],
    inode: [4_294_967_295],
    ifindex: [4],
    cookie: [2 ** 32 + 7],
  })
})

test('IPv6, also of a peer of IPv4; a request as SYN-RECV; what keepalive and zero-window timers count are probes', () => {
  const table = parseSockDiag(
    Buffer.concat([
      message({ family: 10, state: 12, local: LOOPBACK6 }),
      message({ family: 10, timer: 2, retransmits: 5, remote: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 0, 0, 1] }),
    ]),
  )
  expect([...table.state]).toEqual([TCP.SYN_RECV, TCP.ESTAB])
  expect(addressAt(table.local, 0, 6)).toBe('[::1]')
  expect(addressAt(table.remote, 1, 6)).toBe('[::ffff:10.0.0.1]')
  expect([...table.probes]).toEqual([0, 5])
  expect([...table.retransmits]).toEqual([0, 0])
})

describe('tcp_info', () => {
  const words = { 8: 204_000, 24: 9, 68: 18, 80: 10, 100: 4, 148: 7, 200: 5, 204: 1, 208: 6 }
  const of = (length: number) =>
    parseSockDiag(
      message({
        attributes: [
          [7, Buffer.alloc(36)],
          [INFO, tcpInfo(length, words, [1, 4, 0, 0, 2])],
        ],
      }),
    ).info

  test('is read behind other attributes', () => {
    const info = of(280)
    const column = (name: keyof NonNullable<typeof info>) => info?.[name][0]
    expect(column('has')).toBe(2)
    expect(column('caState')).toBe(4)
    expect(column('backoff')).toBe(2)
    expect(column('rto')).toBe(204_000)
    expect(column('unacked')).toBe(9)
    expect(column('rtt')).toBe(18)
    expect(column('cwnd')).toBe(10)
    expect(column('totalRetrans')).toBe(4)
    expect(column('minRtt')).toBe(7)
    expect(column('bytesSent')).toBe(2 ** 32 + 5)
    expect(column('bytesRetrans')).toBe(6)
  })

  test('of an older kernel is as long as it is', () => {
    const info = of(104)
    expect([info?.has[0], info?.totalRetrans[0], info?.minRtt[0], info?.bytesSent[0]]).toEqual([1, 4, 0, 0])
    expect(of(40)?.has[0]).toBe(0)
  })

  test('is not kept where nobody asked', () => {
    const fold = sockDiagFold(false, null)
    fold.add(message({ attributes: [[INFO, tcpInfo(280, words)]] }))
    expect(fold.end().info).toBeNull()
  })
})

test('more sockets than there was room for, in pieces', () => {
  const fold = sockDiagFold(true, null)
  for (let at = 0; at < 500; at++) fold.add(Buffer.concat([message({ localPort: at }), message({ inode: at })]))
  const table = fold.end()
  expect(table.count).toBe(1000)
  expect(table.localPort.filter((_, row) => row % 2 === 0)).toEqual(Uint16Array.from({ length: 500 }, (_, at) => at))
  expect(table.inode[999]).toBe(499)
  expect([table.local, table.info?.rto, table.state].map((column) => column?.length)).toEqual([4000, 1000, 1000])
})

test('of some states only those, also where others were asked for beside', () => {
  const fold = sockDiagFold(false, null, null, stateMask(TCP.LISTEN, TCP.SYN_RECV))
  fold.add(Buffer.concat([1, 10, 6, 12].map((state) => message({ state }))))
  expect([...fold.end().state]).toEqual([TCP.LISTEN, TCP.SYN_RECV])
})

test('in the memory of a table that nobody looks at any more', () => {
  const old = [1, 2, 3].map((at) => message({ localPort: at, rqueue: 9, uid: 7, timer: 1, retransmits: 4 }))
  const spare = parseSockDiag(Buffer.concat(old))
  const fold = sockDiagFold(true, null, spare)
  fold.add(message({ localPort: 80 }))
  const table = fold.end()
  expect(table.rqueue.buffer).toBe(spare.rqueue.buffer)
  expect(table).toEqual(parseSockDiag(message({ localPort: 80 })))
  // Too small, or without tcp_info: then it is not.
  const many = { ...table, count: 1000 }
  expect(sockDiagFold(true, many, spare).end().rqueue.buffer).not.toBe(spare.rqueue.buffer)
  expect(sockDiagFold(false, null, spare).end().rqueue.buffer).not.toBe(spare.rqueue.buffer)
})

test('an end, a state of a later kernel, nothing at all', () => {
  expect(parseSockDiag(header(3, Buffer.alloc(4))).count).toBe(0)
  expect(parseSockDiag(Buffer.concat([message({ state: 13 }), message({})])).count).toBe(1)
  expect(parseSockDiag(Buffer.alloc(0)).count).toBe(0)
})

test.each([
  ['cut', message({}).subarray(0, 60)],
  ['a header alone', header(20, Buffer.alloc(0))],
  ['another type', header(99, Buffer.alloc(72))],
  ['another family', message({ family: 7 as 2 })],
  ['another timer', message({ timer: 9 })],
  ['an attribute longer than the message', message({ attributes: [[INFO, Buffer.alloc(4)]] }).fill(0xff, 88, 90)],
  ['bytes behind the last', Buffer.concat([message({}), Buffer.alloc(4)])],
])('refuses %s', (_, piece) => {
  expect(() => parseSockDiag(piece)).toThrow(ParseError)
})

describe('what listeners dropped', () => {
  const memory = (words: number, drops: number) => {
    const value = new Uint32Array(words)
    value[8] = drops
    return [7, Buffer.from(value.buffer)] as const
  }
  const fold = (spare: SocketTable | null, ...messages: readonly Buffer[]) => {
    const fold = sockDiagFold(false, null, spare, ALL_STATES, true)
    for (const one of messages) fold.add(one)
    return fold.end()
  }

  test('by row; of others it is not kept, and a kernel before 4.7 does not tell', () => {
    const table = fold(
      null,
      message({ state: 1, attributes: [memory(9, 5)] }),
      message({ state: 10, attributes: [memory(9, 4_000_000_000)] }),
      message({ state: 10, attributes: [memory(9, 0)] }),
      message({ state: 10, attributes: [memory(8, 0)] }),
    )
    expect([...(table.drops ?? [])]).toEqual([
      [1, 4_000_000_000],
      [2, 0],
    ])
  })

  test('not of an earlier table whose memory is used again', () => {
    const spare = fold(null, message({ state: 10, attributes: [memory(9, 3)] }))
    const table = fold(spare, message({ state: 10 }))
    expect([table.count, table.drops?.size]).toEqual([1, 0])
    const plain = sockDiagFold(false, null, spare)
    plain.add(message({ state: 10 }))
    expect(plain.end().drops).toBeUndefined()
  })
})
