import { describe, expect, test } from 'vitest'
import { placeColumns, placed } from '../../src/ui/columns.ts'
import { processColumns } from '../../src/views/processes/view.ts'

const ids = (width: number, chosen: readonly string[] | null = null) =>
  placeColumns(processColumns, chosen, width).map(({ column }) => column.id)

describe('by width and priority', () => {
  test.each([
    [60, 'pid user pri ni state res cpu mem command'],
    [80, 'pid user pri ni state res cpu mem time command'],
    [120, 'pid user pri ni state virt res shr cpu mem time thr minflt majflt command'],
  ])('%i columns', (width, expected) => {
    expect(ids(width).join(' ')).toBe(expected)
  })

  test.each([160, 200])('%i columns: all that are shown by themselves', (width) => {
    expect(ids(width)).toEqual(processColumns.filter(({ priority }) => priority > 0).map(({ id }) => id))
  })

  test('a wider screen loses nothing and fills its width', () => {
    for (let width = 48; width < 200; width++) {
      const placed = placeColumns(processColumns, null, width)
      const last = placed.at(-1)
      expect((last?.x ?? 0) + (last?.width ?? 0), `${width}`).toBe(width)
      placed.slice(1).forEach((column, i) => {
        expect(column.x, `${width}`).toBe((placed[i]?.x ?? 0) + (placed[i]?.width ?? 0) + 1)
      })
      const before = ids(width - 1)
      if (width > 48)
        expect(before.filter((id) => processColumns.find((c) => c.id === id)?.priority === 1)).toEqual(
          ids(width).filter((id) => processColumns.find((c) => c.id === id)?.priority === 1),
        )
    }
  })
})

describe('chosen', () => {
  test('only names of no column, or none: as if nothing had been chosen', () => {
    expect(ids(80, ['no-such', 'other'])).toEqual(ids(80))
    expect(ids(80, [])).toEqual(ids(80))
  })

  test('stand in the order in which they were chosen; names of no column are passed over', () => {
    expect(ids(80, ['command', 'pid', 'no-such', 'wchan'])).toEqual(['command', 'pid', 'wchan'])
  })

  test('make room by priority where all of them do not fit: the command stays', () => {
    const most = processColumns.filter(({ priority, id }) => priority > 0 && id !== 'ni').map(({ id }) => id)
    expect(ids(80, most).at(-1)).toBe('command')
  })

  test('are cut at the width, never drawn beyond it', () => {
    const all = processColumns.map(({ id }) => id)
    for (const width of [60, 80, 120]) {
      for (const { x, width: cells } of placeColumns(processColumns, all, width))
        expect(x + cells).toBeLessThanOrEqual(width)
    }
  })
})

test('places are kept while nothing changes that they depend on', () => {
  const first = placed(null, processColumns, null, 120)
  const copies = processColumns.map((column) => ({ ...column }))
  const again = placed(first, copies, null, 120)
  expect(again.placed.map(({ x, width }) => [x, width])).toEqual(first.placed.map(({ x, width }) => [x, width]))
  // What is drawn are the columns of now, which show the rows of now.
  for (const { column } of again.placed) expect(copies).toContain(column)
  for (const [columns, chosen, width] of [
    [copies, null, 80],
    [copies, ['pid', 'command'], 120],
    [copies.map((column) => (column.id === 'thr' ? { ...column, priority: 0 } : column)), null, 120],
  ] as const)
    expect(placed(first, columns, chosen, width).placed).toEqual(placeColumns(columns, chosen, width))
})
