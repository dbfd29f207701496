import { describe, expect, test } from 'vitest'
import { detailFold, rowOfSocket } from '../../../src/parse/net/socket-detail.ts'
import { parseTcp } from '../../../src/parse/net/tcp.ts'
import type { SocketAsked, SocketId } from '../../../src/source.ts'
import { fixture } from '../fixture.ts'
import { message, tcpInfo } from './diag-message.ts'

const ID: SocketId = {
  family: 4,
  local: [0, 0, 0xffff, 0x7f000001],
  remote: [0, 0, 0xffff, 0x7f000001],
  localPort: 8080,
  remotePort: 44316,
  ifindex: 0,
  cookie: 0,
  inode: 12561,
}

function detail(pieces: readonly Buffer[], socket: Partial<SocketId> = {}) {
  const asked: SocketAsked = { ask: 'socket', socket: { ...ID, ...socket }, pid: null }
  const fold = detailFold(asked)
  for (const piece of pieces) fold.add(piece)
  return fold.end()
}

describe('from its message', () => {
  const memory = Buffer.from(Uint32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9).buffer)

  test('tcp_info, memory and congestion control', () => {
    const attributes = [
      [2, tcpInfo(248, { 8: 204_000, 112: 0xffffffff, 116: 0xffffffff }, [1, 2])],
      [4, Buffer.from('cubic\0')],
      [7, memory],
    ] as const
    const { table, info, ...rest } = detail([message({ localPort: 8080, attributes })])
    expect([table.count, table.localPort[0]]).toEqual([1, 8080])
    expect(rest).toEqual({
      congestion: 'cubic',
      memory: { received: 1, receiveBuffer: 2, sent: 3, sendBuffer: 4, queued: 6, backlog: 8, drops: 9 },
    })
    expect(info?.get('rto')).toBe(204_000)
    expect(info?.get('ca_state')).toBe(2)
    expect(info?.get('max_pacing_rate')).toBe(Number.POSITIVE_INFINITY)
    // Of 248 bytes total_rto_time is the last; nothing is made up beyond them.
    expect(info?.has('total_rto_time')).toBe(true)
    expect(detail([message({ attributes: [[2, tcpInfo(232, {})]] })]).info?.has('rcv_wnd')).toBe(false)
  })

  test('none of them in TIME-WAIT; of a kernel before 4.7 no drops', () => {
    expect(detail([message({ state: 6 })])).toMatchObject({ info: null, memory: null, congestion: null })
    expect(detail([message({ attributes: [[7, memory.subarray(0, 32)]] })]).memory).not.toHaveProperty('drops')
  })

  test('closed: there was no message', () => {
    expect(detail([]).table.count).toBe(0)
  })
})

describe('out of the files', () => {
  const files = ['tcp', 'tcp6'].map((name) => fixture(`tcp-states/t1/proc/net/${name}`))

  test('the one row', () => {
    const { table, info } = detail(files)
    expect([table.count, table.localPort[0], table.remotePort[0], table.inode[0]]).toEqual([1, 8080, 44316, 12561])
    expect(table.local).toHaveLength(4)
    expect(info).toBeNull()
  })

  test('closed by its program it is the same connection; another inode is another socket', () => {
    expect(detail(files, { remotePort: 1 }).table.count).toBe(0)
    expect(detail(files, { inode: 99 }).table.count).toBe(0)
    expect(rowOfSocket(parseTcp(files[0] as Buffer), { ...ID, inode: 0 })).toBeGreaterThan(0)
  })
})
