import { endianness } from 'node:os'
import { describe, expect, test } from 'vitest'
import { SocketDraft } from '../../../src/parse/net/socket-draft.ts'
import type { InfoColumns } from '../../../src/parse/net/socket-table.ts'
import { infoValues } from '../../../src/parse/net/tcp-info.ts'
import { readInfo } from '../../../src/parse/net/tcp-info-columns.ts'

const LITTLE = endianness() === 'LE'
/** By column, its field of struct tcp_info. */
const FIELDS: Readonly<Record<Exclude<keyof InfoColumns, 'has'>, string>> = {
  rto: 'rto',
  rtt: 'rtt',
  rttvar: 'rttvar',
  minRtt: 'min_rtt',
  backoff: 'backoff',
  caState: 'ca_state',
  unacked: 'unacked',
  sacked: 'sacked',
  lost: 'lost',
  retrans: 'retrans',
  totalRetrans: 'total_retrans',
  cwnd: 'cwnd',
  ssthresh: 'ssthresh',
  sndMss: 'snd_mss',
  rcvMss: 'rcv_mss',
  sndWnd: 'snd_wnd',
  lastDataSent: 'last_data_sent',
  lastDataRecv: 'last_data_recv',
  bytesSent: 'bytes_sent',
  bytesRetrans: 'bytes_retrans',
  bytesReceived: 'bytes_received',
}
/** No two words of it are the same, but u64 are below 2^53. */
const STRUCT = Buffer.from(Array.from({ length: 280 }, (_, at) => (at * 37 + 11) & 0xff))
for (const at of [128, 200, 208]) STRUCT.fill(0, LITTLE ? at + 6 : at, LITTLE ? at + 8 : at + 2)

const viewOf = (bytes: Buffer) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length)

function columns(rows = 1): InfoColumns {
  const draft = new SocketDraft('sock_diag', true)
  for (let row = 0; row < rows; row++) draft.add()
  return draft.end().info as InfoColumns
}

function read(length: number, struct = STRUCT): Readonly<Record<keyof InfoColumns, number>> {
  const info = columns()
  // Not a byte more than its length says.
  readInfo(info, 0, viewOf(Buffer.from(struct.subarray(0, length))), 0, length)
  return row(info, 0)
}

function row(info: InfoColumns, at: number): Readonly<Record<keyof InfoColumns, number>> {
  return Object.fromEntries(Object.entries(info).map(([name, column]) => [name, column[at]])) as Record<
    keyof InfoColumns,
    number
  >
}

test('every column is the field that the page of one socket shows', () => {
  const values = infoValues(STRUCT)
  const expected = Object.fromEntries(Object.entries(FIELDS).map(([column, field]) => [column, values.get(field)]))
  expect(new Set(Object.values(expected)).size).toBe(21)
  expect(read(280)).toEqual({ ...expected, has: 2 })
})

test('bytes are exact up to 2^53', () => {
  const struct = Buffer.alloc(280)
  const view = viewOf(struct)
  view.setBigUint64(200, 2n ** 53n - 1n, LITTLE)
  view.setBigUint64(208, 2n ** 32n, LITTLE)
  view.setBigUint64(128, 2n ** 32n - 1n, LITTLE)
  expect(read(280, struct)).toMatchObject({
    bytesSent: 2 ** 53 - 1,
    bytesRetrans: 2 ** 32,
    bytesReceived: 2 ** 32 - 1,
  })
})

test('times, and what the kernel says without a value, are not changed: ~0 of min_rtt, no loss yet of ssthresh', () => {
  const struct = Buffer.alloc(280)
  const view = viewOf(struct)
  view.setUint32(148, 0xffffffff, LITTLE)
  view.setUint32(76, 0x7fffffff, LITTLE)
  view.setUint32(8, 204_000, LITTLE)
  expect(read(280, struct)).toMatchObject({ minRtt: 0xffffffff, ssthresh: 0x7fffffff, rto: 204_000 })
})

describe('as long as the kernel’s is', () => {
  const told = (length: number) => {
    const { has, totalRetrans, bytesReceived, minRtt, bytesSent, bytesRetrans } = read(length)
    return [has, ...[totalRetrans, bytesReceived, minRtt, bytesSent, bytesRetrans].map((value) => Number(value !== 0))]
  }

  test.each([
    [0, [0, 0, 0, 0, 0, 0]],
    [103, [0, 0, 0, 0, 0, 0]],
    [104, [1, 1, 0, 0, 0, 0]],
    [135, [1, 1, 0, 0, 0, 0]],
    [136, [1, 1, 1, 0, 0, 0]],
    [151, [1, 1, 1, 0, 0, 0]],
    [152, [1, 1, 1, 1, 0, 0]],
    [215, [1, 1, 1, 1, 0, 0]],
    [216, [2, 1, 1, 1, 1, 1]],
    [280, [2, 1, 1, 1, 1, 1]],
  ])('%i bytes', (length, expected) => {
    expect(told(length)).toEqual(expected)
  })

  test('never beyond them', () => {
    for (let length = 0; length <= 280; length++) expect(() => read(length)).not.toThrow()
  })
})

test('its own row, wherever the struct stands', () => {
  const info = columns(3)
  // A message may end at any byte, and so its struct begins at any.
  const piece = Buffer.concat([Buffer.alloc(7, 0xff), STRUCT, Buffer.alloc(9, 0xff)])
  readInfo(info, 1, viewOf(piece), 7, 280)
  expect(row(info, 1)).toEqual(read(280))
  for (const other of [0, 2]) expect(new Set(Object.values(row(info, other)))).toEqual(new Set([0]))
})
