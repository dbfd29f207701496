import { describe, expect, test } from 'vitest'
import { readDump } from '../../../src/parse/net/dump.ts'
import { parseSockDiag } from '../../../src/parse/net/sock-diag.ts'
import type { SocketTable } from '../../../src/parse/net/socket-table.ts'
import { parseTcp } from '../../../src/parse/net/tcp.ts'
import { ALL_STATES, stateMask, TCP } from '../../../src/parse/net/tcp-state.ts'
import { ParseError, type SocketsAsked } from '../../../src/source.ts'
import { fixture } from '../fixture.ts'
import { message, tcpInfo } from './diag-message.ts'

const ASKED: SocketsAsked = { ask: 'sockets', states: ALL_STATES, info: false, drops: false, pid: null }
const FILES = ['tcp', 'tcp6'].map((name) => fixture(`tcp-states/t1/proc/net/${name}`)) as [Buffer, Buffer]
const MEMORY = [7, Buffer.from(Uint32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 5).buffer)] as const
const LISTENER = message({
  state: TCP.LISTEN,
  localPort: 80,
  attributes: [MEMORY, [2, tcpInfo(280, { 8: 1_000_000 })]],
})

function read(asked: Partial<SocketsAsked>, pieces: readonly Buffer[], spare: SocketTable | null = null): SocketTable {
  const fold = readDump({ ...ASKED, ...asked }, null, spare)
  for (const piece of pieces) fold.add(piece)
  return fold.end()
}

test('captured: lines of both files, of which only the first piece of each begins with a heading', () => {
  const pieces = FILES.flatMap((file) => {
    const middle = file.indexOf('\n', file.length / 2) + 1
    return [file.subarray(0, middle), file.subarray(middle)]
  })
  const [v4, v6] = FILES.map(parseTcp) as [SocketTable, SocketTable]
  const table = read({}, pieces)
  expect(table).toMatchObject({ from: 'proc', count: v4.count + v6.count, info: null })
  expect([...table.inode]).toEqual([...v4.inode, ...v6.inode])
})

test('messages, in as many pieces as they come', () => {
  const other = message({ family: 10, state: 6, remotePort: 443 })
  const table = read({ info: true }, [Buffer.concat([LISTENER, other]), LISTENER])
  expect(table).toEqual(parseSockDiag(Buffer.concat([LISTENER, other, LISTENER])))
  expect(table).toMatchObject({ from: 'sock_diag', count: 3 })
})

test('tcp_info and drops where they were asked for; files have neither', () => {
  const of = (table: SocketTable) => [table.info?.rto[0], table.drops?.get(0)]
  expect(of(read({}, [LISTENER]))).toEqual([undefined, undefined])
  expect(of(read({ info: true }, [LISTENER]))).toEqual([1_000_000, undefined])
  expect(of(read({ drops: true }, [LISTENER]))).toEqual([undefined, 5])
  expect(of(read({ info: true, drops: true }, FILES))).toEqual([undefined, undefined])
})

test('of either kind only the states that were asked for', () => {
  const states = stateMask(TCP.LISTEN)
  expect([...read({ states }, FILES).state]).toEqual(Array(5).fill(TCP.LISTEN))
  expect([...read({ states }, [message({ state: 1 }), LISTENER]).state]).toEqual([TCP.LISTEN])
})

test('in the memory of a spare table, of whatever kind it was', () => {
  const spare = read({}, FILES)
  const table = read({}, [LISTENER], spare)
  expect(table.inode.buffer).toBe(spare.inode.buffer)
  expect(table).toEqual(read({}, [LISTENER]))
  const back = read({}, FILES, { ...table, drops: new Map([[0, 1]]) })
  expect(back.inode.buffer).toBe(spare.inode.buffer)
  expect(back).toEqual(read({}, FILES))
})

// 288 and 544 end in a blank, as a file begins.
test.each([288, 544])('a first message of %i bytes is a message', (length) => {
  const long = message({ attributes: [[2, Buffer.alloc(length - 92)]] })
  expect([long.length, read({ info: true }, [long]).from]).toEqual([length, 'sock_diag'])
})

test('no piece at all: no sockets', () => {
  expect(read({ info: true }, [])).toMatchObject({ count: 0 })
})

describe('refuses', () => {
  test.each([
    ['a message behind lines', [FILES[0], LISTENER]],
    ['lines behind a message', [LISTENER, FILES[0]]],
    ['lines without a heading', [FILES[0].subarray(FILES[0].indexOf('\n') + 1)]],
    ['a line cut short', [FILES[0].subarray(0, 200)]],
    ['half a message', [LISTENER.subarray(0, 80)]],
    ['neither', [Buffer.from('nonsense\n')]],
  ])('%s', (_, pieces) => {
    expect(() => read({}, pieces)).toThrow(ParseError)
  })

  test('whatever stands anywhere: a table, or a ParseError', () => {
    let [tables, refused] = [0, 0]
    const end = FILES[0].indexOf('\n', 200) + 1
    for (const seed of [FILES[0].subarray(0, end), LISTENER]) {
      for (let at = 0; at < seed.length; at++) {
        const changed = [0, 0x0a, 0x20, 0x39, 0x3a, 0x46, 0xff].map((byte) => {
          const piece = Buffer.from(seed)
          piece[at] = byte
          return piece
        })
        for (const piece of [seed.subarray(0, at), ...changed]) {
          try {
            expect(read({ info: true, drops: true }, [piece]).count).toBeLessThanOrEqual(2)
            tables++
          } catch (error) {
            expect(error).toBeInstanceOf(ParseError)
            refused++
          }
        }
      }
    }
    expect(Math.min(tables, refused)).toBeGreaterThan(300)
  })
})
