import { describe, expect, test } from 'vitest'
import { clean, text } from '../../src/text.ts'
import { TABLE, type TableState } from '../../src/ui/state.ts'
import { columnAt, type DrawnTable, drawTable, rowAt, tableLines } from '../../src/ui/table.ts'
import type { Column, TableSection } from '../../src/views/view.ts'
import { drawn, type Item, items, keysOf, tableOf } from './fake-table.ts'

const THREE: readonly Item[] = [
  { name: 'a', cpu: 1 },
  { name: 'b', cpu: 3 },
  { name: 'c', cpu: 2 },
]

describe('lines', () => {
  test('heads, then rows in order, the selection marked', () => {
    const { lines } = drawn(tableOf(THREE))
    expect(lines.map((line) => line.trimEnd())).toEqual([' %CPU▼ NAME', '›    3 b', '     2 c', '     1 a'])
  })

  test('a title as wide as its column is whole where rows are sorted by it: the mark stands in the gap', () => {
    const section = tableOf(THREE)
    const named = { ...section, columns: section.columns.map((c) => (c.id === 'cpu' ? { ...c, title: '%TASK' } : c)) }
    const width = named.columns.find((c) => c.id === 'cpu')?.width
    expect(width).toBe('%TASK'.length)
    expect(drawn(named).lines[0]?.trimEnd()).toBe(' %TASK▼NAME')
  })

  test('a name that is cut between two columns says so, one at the edge of the screen runs off', () => {
    const section = tableOf([{ name: 'folio_wait_bit', cpu: 1 }])
    const [cpu, name] = section.columns as [Column, Column]
    const shown = (columns: readonly Column[]) =>
      drawn({ ...section, columns }, {}, null, { width: 16, height: 6 }).lines[1]?.trimEnd()
    expect(shown([{ ...name, grow: false }, cpu])).toBe('› folio_w…     1')
    expect(shown([cpu, name])).toBe('›    1 folio_wai')
  })

  test('of a title its name is a heading, and not what is told after it', () => {
    const section = tableOf(THREE, { title: text`Things  3 of them` })
    const { lines } = drawTable(section, TABLE, { width: 30, height: 6, focused: false }, null)
    expect(lines[0]?.spans).toEqual([
      { text: ' Things', style: 'title' },
      { text: '  3 of them', style: 'plain' },
    ])
  })

  test('a title line only where there is something to say', () => {
    expect(drawn(tableOf(THREE, { title: text`Things` })).lines[0]?.trim()).toBe('Things')
    expect(drawn(tableOf(THREE, { progress: text`~ 1 of 3 read` })).lines[0]?.trim()).toBe('~ 1 of 3 read')
    expect(tableLines(tableOf(THREE))).toBe(4)
    expect(tableLines(tableOf(THREE, { title: text`Things` }))).toBe(5)
  })

  test('of a title that is too long words are left out, never digits of how much was read', () => {
    const title = text`Pages by policy and node  n/a for 1: refused to root too`
    const section = tableOf(THREE, { title, progress: text`~ 945 of 1,240 read` })
    const [first] = drawn(section, {}, null, { width: 60, height: 6 }).lines
    expect(first?.trimEnd()).toBe(' Pages by policy and node  n/a for 1…  ~ 945 of 1,240 read')
    expect(drawn(section, {}, null, { width: 100, height: 6 }).lines[0]).toContain(`${title}  ~ 945`)
  })

  test('a filter is told with how many it leaves, a mistake in it with what is wrong', () => {
    const { lines, table } = drawn(tableOf(THREE), { filter: 'cpu>1' }, null, { width: 60, height: 6 })
    expect(lines[0]).toContain('filter: cpu>1  2 of 3')
    expect(keysOf(table)).toEqual(['b', 'c'])
    const wrong = drawn(tableOf(THREE), { filter: 'cpu>' }, null, { width: 100, height: 6 })
    expect(wrong.table.filter.error).not.toBeNull()
    expect(wrong.lines[0]).toContain(wrong.table.filter.error)
    expect(keysOf(wrong.table)).toEqual(['b', 'c', 'a'])
  })

  test('nothing to show says why', () => {
    expect(drawn(tableOf([])).lines[1]).toContain('nothing here')
    expect(drawn(tableOf(THREE), { filter: 'cpu>90' }).lines[2]).toContain('no row fits the filter')
    const half = tableOf(THREE, { progress: text`~ 1 of 3 read` })
    expect(drawn(half, { filter: 'cpu>90' }, null, { width: 60, height: 6 }).lines[2]).toContain(
      'no row that was read so far fits the filter',
    )
    expect(drawn(tableOf([])).table.index).toBe(-1)
  })

  test('a critical row has no hole in its ground where a cell has a style of its own', () => {
    const section = tableOf(THREE, { style: () => 'critical' })
    const columns = section.columns.map((column) => ({
      ...column,
      cell: () => ({ text: text`x`, style: 'dim' as const }),
    }))
    const { lines } = drawTable({ ...section, columns }, TABLE, { width: 30, height: 6, focused: false }, null)
    expect(new Set(lines[1]?.spans.map(({ style }) => style))).toEqual(new Set(['critical']))
  })

  test('tagged and followed rows are marked by a sign', () => {
    const { lines } = drawn(tableOf(THREE), { tagged: new Set(['a']), key: 'b', follow: true })
    expect(lines.slice(1).map((line) => line[0])).toEqual(['»', ' ', '*'])
  })
})

describe('selection', () => {
  test('goes with its row when the order changes', () => {
    const first = drawn(tableOf(THREE), { key: 'b', index: 0 })
    expect(first.table.index).toBe(0)
    const after = THREE.map((item) => (item.name === 'b' ? { ...item, cpu: 0 } : item))
    const next = drawn(tableOf(after), { key: 'b', index: 0 }, first.table)
    expect([next.table.index, keysOf(next.table)]).toEqual([2, ['c', 'a', 'b']])
  })

  test('keeps its line on the screen while its row moves through a long table', () => {
    const state = { key: 't50', index: 49, top: 47 }
    const first = drawn(tableOf(items(100)), state)
    expect(first.table.index - first.table.top).toBe(2)
    const faster = items(100).map((item) => (item.name === 't50' ? { ...item, cpu: 70.5 } : item))
    const next = drawn(tableOf(faster), state, first.table)
    expect([next.table.index, next.table.index - next.table.top]).toEqual([29, 2])
  })

  test('stays where it stood last when its row goes, however far that is from where it was chosen', () => {
    const state = { key: 't50', index: 49, top: 47 }
    const first = drawn(tableOf(items(100)), state)
    const faster = items(100).map((item) => (item.name === 't50' ? { ...item, cpu: 70.5 } : item))
    const next = drawn(tableOf(faster), state, first.table)
    const without = faster.filter(({ name }) => name !== 't50')
    const gone = drawn(tableOf(without), state, next.table)
    expect([gone.table.index, gone.table.index - gone.table.top]).toEqual([29, 2])
    expect(drawn(tableOf(without), state, gone.table).table.index).toBe(29)
    expect(drawn(tableOf(without.slice(0, 3)), state, gone.table).table.index).toBe(2)
  })

  test('nobody chose: it stays on the first row', () => {
    const first = drawn(tableOf(THREE))
    const other = THREE.map((item) => ({ ...item, cpu: -(item.cpu ?? 0) }))
    expect(keysOf(drawn(tableOf(other), {}, first.table).table)[0]).toBe('a')
    expect(drawn(tableOf(other), {}, first.table).table.index).toBe(0)
  })
})

describe('scrolling', () => {
  test('the selection is in sight and the window is filled, wherever it stands', () => {
    for (const count of [0, 1, 4, 5, 6, 40]) {
      for (let index = 0; index < count; index++) {
        for (const top of [0, index - 2, index, index + 9]) {
          for (const height of [1, 2, 6, 60]) {
            const state = { key: `t${count - 1 - index}`, index, top }
            const { table, lines } = drawn(tableOf(items(count)), state, null, { width: 30, height })
            const where = JSON.stringify({ count, index, top, height })
            expect(lines.length, where).toBeLessThanOrEqual(Math.max(height, 1))
            expect(table.index, where).toBe(index)
            expect(table.top, where).toBeGreaterThanOrEqual(0)
            if (table.height === 0) continue
            expect(table.top, where).toBeLessThanOrEqual(index)
            expect(table.top + table.height, where).toBeGreaterThan(index)
            expect(table.top, where).toBeLessThanOrEqual(Math.max(0, count - table.height))
          }
        }
      }
    }
  })
})

describe('order', () => {
  const dear = (rows: readonly Item[], settled: number | undefined) => {
    const section = tableOf(rows)
    const columns = section.columns.map((column) => ({ ...column, dear: true }))
    return { ...section, columns, ...(settled !== undefined && { settled }) }
  }
  const grown = THREE.map((item) => (item.name === 'a' ? { ...item, cpu: 9 } : item))

  test('of a column that is read in slices stands still until the sweep has gone round', () => {
    const first = drawn(dear(THREE, 1))
    const during = drawn(dear(grown, 1), {}, first.table)
    expect(keysOf(during.table)).toEqual(['b', 'c', 'a'])
    const still = drawn(dear([...grown, { name: 'd', cpu: 5 }], 1), {}, during.table)
    expect(keysOf(still.table)).toEqual(['d', 'b', 'c', 'a'])
    expect(keysOf(drawn(dear(grown, 2), {}, still.table).table)).toEqual(['a', 'b', 'c'])
  })

  test('one that is not known yet stands still as well', () => {
    const unread = THREE.map((item) => ({ ...item, cpu: null }))
    const first = drawn(dear(unread, 1))
    const during = drawn(dear(THREE, 1), {}, first.table)
    expect(keysOf(during.table)).toEqual(keysOf(first.table))
    expect(keysOf(drawn(dear(THREE, 2), {}, during.table).table)).toEqual(['b', 'c', 'a'])
  })

  describe('of rates, which are known only of who was just read', () => {
    const rates = (settled: number, ...known: readonly (readonly [string, number | null])[]) => {
      const section = dear(
        known.map(([name, cpu]) => ({ name, cpu })),
        settled,
      )
      return { ...section, columns: section.columns.map((column) => ({ ...column, dear: 'rate' }) as const) }
    }
    const sweep = (...all: readonly TableSection[]) =>
      all.reduce<DrawnTable | null>((last, section) => drawn(section, {}, last).table, null) as DrawnTable

    test('is that of the last known ones once the sweep has gone round', () => {
      const first = sweep(rates(0, ['a', 1], ['b', null], ['c', null]), rates(0, ['a', null], ['b', 2], ['c', null]))
      expect(keysOf(first)).toEqual(['a', 'b', 'c'])
      const last = drawn(rates(1, ['a', null], ['b', null], ['c', 3]), {}, first).table
      expect(keysOf(last)).toEqual(['c', 'b', 'a'])
      expect(keysOf(drawn(rates(1, ['a', 9], ['b', null], ['c', null]), {}, last).table)).toEqual(['c', 'b', 'a'])
    })

    test('goes with the row, while others come and end', () => {
      const first = sweep(rates(0, ['a', 1], ['b', 2], ['c', 3]), rates(0, ['b', null], ['c', null], ['d', 9]))
      expect(keysOf(first)).toEqual(['d', 'c', 'b'])
      const last = drawn(rates(1, ['x', null], ['b', null], ['c', 1], ['d', null]), {}, first).table
      expect(keysOf(last)).toEqual(['d', 'b', 'c', 'x'])
    })

    test('begins anew when another column was chosen in between', () => {
      const first = sweep(rates(0, ['a', 1], ['b', 2]))
      const byName = drawn(rates(0, ['a', null], ['b', null]), { sort: { by: 'name', reverse: false } }, first).table
      expect(keysOf(drawn(rates(1, ['a', null], ['b', null]), {}, byName).table)).toEqual(['a', 'b'])
    })
  })

  test('of a dear column that needs no sweep follows its values', () => {
    const first = drawn(dear(THREE, undefined))
    expect(keysOf(drawn(dear(grown, undefined), {}, first.table).table)).toEqual(['a', 'b', 'c'])
  })

  test('is made anew when another column is chosen', () => {
    const first = drawn(dear(THREE, 1))
    const sort = { by: 'name', reverse: false }
    expect(keysOf(drawn(dear(THREE, 1), { sort }, first.table).table)).toEqual(['a', 'b', 'c'])
  })
})

test('how far a sweep has come is said of the files that its order, its filter or a search waits for', () => {
  const WIDE = { width: 60, height: 6 }
  const [cpu, name] = tableOf(THREE).columns as readonly [Column, Column]
  const columns: readonly Column[] = [cpu, { ...name, files: ['cmdline'] }]
  const progress = (files: readonly string[]) => (files.length > 0 ? clean(`~ ${files.join()} read`) : null)
  const said = (state: Partial<TableState>) =>
    drawn(tableOf(THREE, { progress, columns }), state, null, WIDE).lines.some((line) =>
      line.includes('~ cmdline read'),
    )
  expect(said({})).toBe(false)
  expect(said({ filter: 'cpu>1' })).toBe(false)
  expect(said({ sort: { by: 'name', reverse: false } })).toBe(true)
  expect([said({ filter: 'name=a' }), said({ filter: 'a' }), said({ find: 'a' })]).toEqual([true, true, true])
})

describe('rows that are not shown', () => {
  test('hidden ones are in no order and in no count of the filter', () => {
    const section = tableOf(THREE, { hidden: (row) => THREE[row]?.name === 'b' })
    expect(keysOf(drawn(section).table)).toEqual(['c', 'a'])
    const first = drawn(tableOf(THREE))
    expect(keysOf(drawn(section, {}, first.table).table)).toEqual(['c', 'a'])
  })

  test('a tree keeps its order whatever is sorted, and draws its branches where the column grows', () => {
    const tree = [
      { row: 2, branch: text`` },
      { row: 0, branch: text`└─ ` },
      { row: 1, branch: text`` },
    ]
    const { table, lines } = drawn(tableOf(THREE, { tree }))
    expect(keysOf(table)).toEqual(['c', 'a', 'b'])
    expect(lines[2]).toContain('└─ a')
    expect(lines[0]).not.toContain('▼')
    expect(keysOf(drawn(tableOf(THREE, { tree }), { filter: 'name=a' }).table)).toEqual(['a'])
  })
})

test('a place on the screen is a row or a column', () => {
  const { table } = drawn(tableOf(items(20)), { key: 't9', index: 10, top: 8 })
  expect(rowAt(table, 0)).toBe(8)
  expect(rowAt(table, table.height)).toBe(-1)
  expect(rowAt(table, -1)).toBe(-1)
  expect(rowAt(drawn(tableOf(THREE)).table, 3)).toBe(-1)
  expect(columnAt(table, 0)).toBeNull()
  expect(columnAt(table, 1)?.column.id).toBe('cpu')
  expect(columnAt(table, 5)?.column.id).toBe('cpu')
  expect(columnAt(table, 6)).toBeNull()
  expect(columnAt(table, 29)?.column.id).toBe('name')
})
