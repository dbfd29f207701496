import { describe, expect, test } from 'vitest'
import { NO_SOCKETS, SocketDraft } from '../../../src/parse/net/socket-draft.ts'
import type { SocketTable } from '../../../src/parse/net/socket-table.ts'

type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array

/** Columns of a table and of its tcp_info, by name. */
function columnsOf(table: Omit<SocketTable, 'drops'>): ReadonlyMap<string, Column> {
  const all = [...Object.entries(table), ...Object.entries(table.info ?? {})]
  return new Map(all.filter((entry): entry is [string, Column] => ArrayBuffer.isView(entry[1])))
}

/** Rows whose every column says which row it is. */
function written(draft: SocketDraft, rows: number): SocketTable {
  for (let i = 0; i < rows; i++) {
    const row = draft.add()
    const each = (name: string) => (name === 'local' || name === 'remote' ? 4 : 1)
    for (const [name, column] of columnsOf(draft.table))
      for (let word = 0; word < each(name); word++) column[row * each(name) + word] = ((row + word) % 250) + 1
  }
  return draft.end()
}

function expectWritten(table: SocketTable, rows: number): void {
  expect(table.count).toBe(rows)
  for (const [name, column] of columnsOf(table)) {
    const each = name === 'local' || name === 'remote' ? 4 : 1
    const expected = Array.from({ length: rows * each }, (_, i) => ((Math.floor(i / each) + (i % each)) % 250) + 1)
    expect([...column], name).toEqual(expected)
  }
}

test.each([0, 1, 63, 64, 65, 128, 129, 1000])(
  '%i rows: each as it was written, and no longer than they are',
  (rows) => {
    expectWritten(written(new SocketDraft('sock_diag', true), rows), rows)
  },
)

test('rows count from 0, and are all 0', () => {
  const draft = new SocketDraft('proc', true)
  expect([draft.add(), draft.add(), draft.add()]).toEqual([0, 1, 2])
  const table = draft.end()
  expect(table).toMatchObject({ count: 3, from: 'proc' })
  expect(columnsOf(table).size).toBe(16 + 22)
  for (const [name, column] of columnsOf(table))
    expect(
      column.some((value) => value !== 0),
      name,
    ).toBe(false)
})

test('tcp_info is kept only where it is asked for', () => {
  expect(written(new SocketDraft('sock_diag', false), 70).info).toBeNull()
})

describe('room', () => {
  /** Rows that fit before its columns are others. */
  const roomOf = (draft: SocketDraft) => {
    const first = draft.table.state
    let rows = 0
    while (rows <= 5000) {
      draft.add()
      if (draft.table.state !== first) return rows
      rows++
    }
    return rows
  }
  const lasted = (count: number): SocketTable => ({ ...NO_SOCKETS, count })

  test.each([
    ['nothing before', null, 64],
    ['fewer', lasted(40), 64],
    ['an eighth more than the last', lasted(1000), 1125],
  ])('%s', (_, last, room) => {
    expect(roomOf(new SocketDraft('proc', false, last))).toBe(room)
  })
})

describe('the memory of a table that is spare', () => {
  test('is taken, and emptied', () => {
    const spare = written(new SocketDraft('proc', true), 60)
    const memory = new Map([...columnsOf(spare)].map(([name, column]) => [name, column.buffer]))
    const draft = new SocketDraft('sock_diag', true, null, { ...spare, drops: new Map([[0, 5]]) })
    // It has room for 64, though it was shorter.
    for (let row = 0; row < 64; row++) draft.add()
    const table = draft.end()
    expect(table).toMatchObject({ count: 64, from: 'sock_diag' })
    expect(table).not.toHaveProperty('drops')
    expect(columnsOf(table).size).toBe(16 + 22)
    for (const [name, column] of columnsOf(table)) {
      expect(column.buffer, name).toBe(memory.get(name))
      expect(column.length, name).toBe(name === 'local' || name === 'remote' ? 256 : 64)
      expect(
        column.some((value) => value !== 0),
        name,
      ).toBe(false)
    }
  })

  test('grows like any other', () => {
    const spare = written(new SocketDraft('proc', true), 64)
    expectWritten(written(new SocketDraft('proc', true, null, spare), 200), 200)
  })

  test('is left alone where it is too small, or has tcp_info and none is asked for, or the reverse', () => {
    const [plain, full] = [false, true].map((info) => written(new SocketDraft('proc', info), 10)) as [
      SocketTable,
      SocketTable,
    ]
    for (const draft of [
      new SocketDraft('proc', false, { ...NO_SOCKETS, count: 60 }, plain),
      new SocketDraft('proc', true, null, plain),
      new SocketDraft('proc', false, null, full),
    ])
      draft.add()
    expectWritten(plain, 10)
    expectWritten(full, 10)
    expect(new SocketDraft('proc', true, null, plain).table.info?.rto).toHaveLength(64)
    expect(new SocketDraft('proc', false, null, full).table.info).toBeNull()
  })
})

test('no sockets: a table of none, from nowhere in particular, which stays empty as a spare one', () => {
  written(new SocketDraft('proc', false, NO_SOCKETS, NO_SOCKETS), 100)
  expect(NO_SOCKETS).toMatchObject({ count: 0, from: 'proc', info: null })
  expect([...columnsOf(NO_SOCKETS).values()].map(({ length }) => length)).toEqual(Array(16).fill(0))
})
