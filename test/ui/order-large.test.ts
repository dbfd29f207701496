import { describe, expect, test } from 'vitest'
import { text } from '../../src/text.ts'
import { sortByDigits } from '../../src/ui/order-large.ts'
import { TABLE } from '../../src/ui/state.ts'
import { drawTable, rowsOf } from '../../src/ui/table.ts'
import type { Column, TableSection } from '../../src/views/view.ts'

const VIEW = { width: 60, height: 8, focused: true }

describe('sortByDigits', () => {
  const values = [3, -1, Number.NaN, 0.5, 3, -0, 1e15, 2 ** 53, 0, -1e-9, Number.POSITIVE_INFINITY, 65_536, 7]

  test.each([false, true])('as a plain sort would, equal ones as they stood, NaN last (reverse %s)', (reverse) => {
    const rows = Int32Array.from(values, (_, i) => i * 10)
    const sorted = [...sortByDigits(rows, Float64Array.from(values), reverse)]
    const known = rows.filter((row) => !Number.isNaN(values[row / 10]))
    const plain = [...known].sort((a, b) => {
      const difference = (values[a / 10] as number) - (values[b / 10] as number) || 0
      return (Number.isNaN(difference) ? 0 : reverse ? -difference : difference) || a - b
    })
    expect(sorted).toEqual([...plain, 20])
  })

  test('nothing, and all alike', () => {
    expect([...sortByDigits(new Int32Array(0), new Float64Array(0), false)]).toEqual([])
    expect([...sortByDigits(Int32Array.of(4, 2), Float64Array.of(5, 5), true)]).toEqual([4, 2])
  })
})

const WORDS = ['alpha', 'beta', 'gamma']

/** Words of three kinds by row; how often they were made is counted. */
function section(count: number, version: object | undefined = {}, made = { words: 0, keys: 0 }): TableSection {
  const word = (code: number) => {
    made.words++
    return WORDS[code] as string
  }
  const column = (change: Partial<Column> & Pick<Column, 'id'>): Column => ({
    title: change.id.toUpperCase(),
    help: 'help',
    width: 8,
    align: 'left',
    priority: 1,
    cell: () => text`-`,
    ...change,
  })
  return {
    kind: 'table',
    id: 'many',
    title: text`Many`,
    priority: 1,
    least: 3,
    count,
    columns: [
      column({
        id: 'word',
        unit: 'text',
        by: (row) => WORDS[row % 3] as string,
        cell: (row) => text`${WORDS[row % 3] as never}`,
        code: { of: (row) => (row % 5 === 4 ? -1 : row % 3), word },
        values: WORDS,
      }),
      column({
        id: 'size',
        unit: 'count',
        cell: (row) => text`${row % 7}`,
        by: (row) => {
          made.keys++
          return row % 7
        },
      }),
    ],
    sort: { by: 'size', reverse: true },
    id_of: (row) => row,
    key: (row) => `${row}`,
    ...(version && { version }),
    row_of: Number,
    empty: text`nothing`,
  }
}

describe('a very large table', () => {
  test.each(['', 'size>3', 'word=beta', 'word!=beta', 'word~A', 'word=beta,gamma size<2', 'not word=alpha', 'gam'])(
    'filtered by %j is the same as row by row',
    (filter) => {
      const large = section(100)
      const columns = large.columns.map(({ code, ...column }) => ({
        ...column,
        ...(code && {
          by: (row: number) => (code.of(row) < 0 ? null : code.word(code.of(row))),
          cell: (row: number) => (code.of(row) < 0 ? text`-` : text`${code.word(code.of(row)) as never}`),
        }),
      }))
      const { version, ...small } = { ...large, columns }
      for (const by of ['size', 'word'])
        for (const reverse of [false, true])
          expect(rowsOf(large, filter, { by, reverse }), by).toEqual(rowsOf(small, filter, { by, reverse }))
    },
  )

  test('each word is made once for a filter, however many rows have it', () => {
    const made = { words: 0, keys: 0 }
    rowsOf(section(3000, {}, made), 'word~a', { by: 'size', reverse: false })
    expect(made.words).toBe(3)
  })

  test('a key pressed orders nothing anew; another version does', () => {
    const made = { words: 0, keys: 0 }
    const version = {}
    const first = drawTable(section(500, version, made), TABLE, VIEW, null).drawn
    expect(made.keys).toBe(500)
    const second = drawTable(section(500, version, made), { ...TABLE, key: '6', index: 1 }, VIEW, first).drawn
    expect([made.keys, second.order]).toEqual([500, first.order])
    drawTable(section(500, {}, made), TABLE, VIEW, second)
    expect(made.keys).toBe(1000)
    drawTable(section(500, version, made), { ...TABLE, sort: { by: 'size', reverse: false } }, VIEW, first)
    expect(made.keys).toBe(1500)
  })

  test('the selection is found by its row, wherever it went', () => {
    const { drawn } = drawTable(section(500), { ...TABLE, key: '123', index: 2 }, VIEW, null)
    expect(drawn.rows[drawn.index]).toBe(123)
    const gone = drawTable(section(50), { ...TABLE, key: '123', index: 2 }, VIEW, null).drawn
    expect(gone.index).toBe(2)
  })

  test('a word there is not is a mistake', () => {
    const { lines } = drawTable(section(5), { ...TABLE, filter: 'word=delta' }, { ...VIEW, width: 120 }, null)
    expect(lines[0]?.spans.map((span) => span.text).join('')).toContain('no word delta; type one of alpha beta gamma')
  })
})
