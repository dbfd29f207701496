import { expect, test } from 'vitest'
import { rowsOf } from '../../../src/ui/table.ts'
import { loadView } from '../../../src/views/load/view.ts'
import { SWITCHES } from '../../../src/views/view.ts'
import { viewSnapshot } from '../../snapshot-of.ts'

test('a filter on a share compares percent, as it is shown', async () => {
  const place = { view: 'load', page: 'cpus', about: {}, switches: SWITCHES }
  const section = loadView
    .sections(await viewSnapshot('load-d', loadView, place), place)
    .find((s) => s.kind === 'table')
  if (section?.kind !== 'table') throw new Error('no table')
  const busy = section.columns.find(({ id }) => id === 'busy')?.by
  const values = Array.from({ length: section.count }, (_, row) => busy?.(row) as number)
  expect(Math.max(...values)).toBeGreaterThan(1)
  const rows = rowsOf(section, 'busy>50', section.sort)
  expect(rows).toEqual(values.flatMap((value, row) => (value > 50 ? [row] : [])))
})
