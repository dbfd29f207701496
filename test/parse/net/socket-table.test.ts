import { expect, test } from 'vitest'
import { parseSockDiag } from '../../../src/parse/net/sock-diag.ts'
import { hasOwner, type SocketTable } from '../../../src/parse/net/socket-table.ts'
import { parseTcp } from '../../../src/parse/net/tcp.ts'
import { TCP } from '../../../src/parse/net/tcp-state.ts'
import { fixture } from '../fixture.ts'
import { message } from './diag-message.ts'

const captured = (name: string) => parseTcp(fixture(`tcp-states/t1/proc/net/${name}`))
const rowsOf = ({ count }: SocketTable) => Array.from({ length: count }, (_, row) => row)

test('all belong to a process, or did, but TIME-WAIT and SYN-RECV', () => {
  const states = Object.values(TCP)
  const table = parseSockDiag(Buffer.concat(states.map((state) => message({ state }))))
  const [nobodys, owned] = [false, true].map((is) => rowsOf(table).filter((row) => hasOwner(table, row) === is))
  expect(nobodys?.map((row) => states[row])).toEqual([TCP.SYN_RECV, TCP.TIME_WAIT])
  expect(owned).toHaveLength(states.length - 2)
})

test('captured: as many without an owner as ss counted in those states, of no user and no program', () => {
  const said = new Map(
    fixture('tcp-states/expected/ss-states.txt')
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .map(([count, state]) => [state, Number(count)]),
  )
  const nobodys = ['tcp', 'tcp6'].flatMap((name) => {
    const table = captured(name)
    return rowsOf(table)
      .filter((row) => !hasOwner(table, row))
      .map((row) => [table.uid[row], table.inode[row]])
  })
  expect(nobodys).toHaveLength((said.get('TIME-WAIT') ?? 0) + (said.get('SYN-RECV') ?? 0))
  expect(nobodys.length).toBeGreaterThan(2000)
  expect(nobodys.every(([uid, inode]) => uid === 0 && inode === 0)).toBe(true)
})

test('from either interface the same columns, of one length: four words an address', () => {
  const [files, messages] = [captured('tcp'), parseSockDiag(Buffer.concat([message({}), message({ family: 10 })]))]
  for (const table of [files, messages]) {
    for (const [name, column] of Object.entries(table)) {
      if (!ArrayBuffer.isView(column)) continue
      expect(column, name).toHaveLength(/^(local|remote)$/.test(name) ? table.count * 4 : table.count)
    }
    for (const [name, column] of Object.entries(table.info ?? {})) expect(column, name).toHaveLength(table.count)
  }
  const kinds = (table: SocketTable) =>
    Object.entries(table).flatMap(([name, column]) =>
      ArrayBuffer.isView(column) ? [[name, column.constructor.name]] : [],
    )
  expect(kinds(files)).toEqual(kinds(messages))
  expect(kinds(files)).toHaveLength(16)
})

test('what /proc does not know is empty: cookies, interfaces, how long the queue of a listener may be', () => {
  const table = captured('tcp')
  const listeners = rowsOf(table).filter((row) => table.state[row] === TCP.LISTEN)
  expect(table).toMatchObject({ from: 'proc', info: null })
  expect(listeners.length).toBeGreaterThan(2)
  expect(listeners.every((row) => table.wqueue[row] === 0)).toBe(true)
  expect(table.cookie.some((cookie) => cookie !== 0) || table.ifindex.some((index) => index !== 0)).toBe(false)
  expect(table).not.toHaveProperty('drops')
})
