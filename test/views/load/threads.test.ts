import { expect, test } from 'vitest'
import { placeColumns } from '../../../src/ui/columns.ts'
import { threadSection } from '../../../src/views/load/threads.ts'
import { loadView } from '../../../src/views/load/view.ts'
import { placeOf, viewSnapshot } from '../../snapshot-of.ts'

const snapshot = await viewSnapshot('load-d', loadView, placeOf(loadView))
const widths = (columns: number, cause: Parameters<typeof threadSection>[1]) =>
  new Map(
    placeColumns(threadSection(snapshot, cause, 1).columns, null, columns).map(({ column, width }) => [
      column.id,
      width,
    ]),
  )

test('at 80 columns one can tell which command it is', () => {
  expect(widths(80, null).get('command')).toBeGreaterThanOrEqual(20)
})

test('opened on one cause, it is not said again in each row', () => {
  const shown = widths(80, 'd_filesystem')
  expect(shown.has('cause')).toBe(false)
  expect(shown.get('command')).toBeGreaterThanOrEqual(30)
})

test('of memory reclaim no thread in D is not taken for nobody', () => {
  expect(threadSection(snapshot, 'd_reclaim', 1)).toMatchObject({
    count: 0,
    empty: 'no thread waits in it now; who frees memory on a CPU is in R, as others are',
  })
})

test('a vfork parent is named with its child, also where there is no room for words', () => {
  for (const cause of [null, 'd_other'] as const) {
    const { columns, count } = threadSection(snapshot, cause, 1)
    const { column } = placeColumns(columns, null, 80).find(({ column: { id } }) => id === 'cause') ?? {}
    const cells = Array.from({ length: count }, (_, row) => column?.cell(row))
    const words = cells.map((cell) => (typeof cell === 'string' ? cell : cell?.text))
    expect(words.filter((one) => one?.startsWith('O'))).toEqual(['O vfork child 192', 'O vfork child 191'])
  }
})

test('with room for it the process has its number, and what it waits for is told in words', () => {
  expect([...widths(160, null).keys()]).toEqual(
    expect.arrayContaining(['tid', 'pid', 'cpu', 'cause', 'wchan', 'command', 'why']),
  )
})
