import { expect, test } from 'vitest'
import { allTables } from '../../src/declared-tables.ts'
import { placeColumns } from '../../src/ui/columns.ts'
import { loadViews, panes } from '../../src/views/index.ts'

await loadViews()

test.each(panes.map(({ id }) => id))('%s: the sign of the order a table begins with touches no other head', (id) => {
  for (const { id: table, columns, sort } of allTables(id))
    for (const width of [80, 120, 160]) {
      const placed = placeColumns(columns, null, width)
      const at = placed.findIndex(({ column }) => column.id === sort.by)
      const [own, next] = placed.slice(at, at + 2)
      if (at < 0 || !own || !next) continue
      const fits = own.column.title.length < own.width
      const standsOff = next.column.align === 'right' && next.column.title.length < next.width
      expect(fits || standsOff, `${table} ${own.column.title}`).toBe(true)
    }
})
