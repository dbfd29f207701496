import { expect, test } from 'vitest'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { swapView } from '../../../src/views/swap/view.ts'
import { SWITCHES, type TableSection } from '../../../src/views/view.ts'
import { placeOf, viewSnapshot } from '../../snapshot-of.ts'

const place = placeOf(swapView, {}, 'processes')
const { samples, facts, history } = await viewSnapshot('swap-4node', swapView, place)
const denied = {
  missing: 'denied',
  source: '/proc/PID/smaps_rollup',
  why: 'no right to read it',
  remedy: null,
} as const

/** As who is not root sees it: nothing of others; of `unread` it is not known yet. */
function restricted(unread: number | null): Snapshot {
  const processes = samples.after.processes as NonNullable<typeof samples.after.processes>
  const rows = processes.rows.map((row) => {
    const { smaps_rollup: _, ...more } = row.more
    return { ...row, more: row.pid === unread ? more : { ...more, smaps_rollup: denied } }
  })
  return new Snapshot({ ...samples, after: { ...samples.after, processes: { ...processes, rows } } }, facts, history)
}

/** The cells of the row of a pid, or of the largest group. */
function cells(snapshot: Snapshot, group: 'none' | 'user', pid: number | null) {
  const sections = swapView.sections(snapshot, { ...place, switches: { ...SWITCHES, group } })
  const table = sections.find((section) => section.kind === 'table') as TableSection
  const row = pid === null ? 0 : [...Array(table.count).keys()].find((at) => table.pid?.(at) === pid)
  const text = table.columns.map(({ id, cell }) => {
    const shown = cell(row as number)
    return [id, typeof shown === 'string' ? shown : shown.text]
  })
  return Object.fromEntries(text)
}

test('sums that may not be read are n/a, those that are not read yet are not', () => {
  const snapshot = restricted(190)
  const { rss, ...others } = cells(snapshot, 'none', 189)
  expect(others).toMatchObject({ swap: '~80.0M', uss: 'n/a', pss: 'n/a', swappss: 'n/a' })
  expect(rss).toMatch(/^\d/)
  for (const pid of [190, 0]) expect(cells(snapshot, 'none', pid)).toMatchObject({ uss: '-', pss: '-' })
})

test('so are those of a group of which none may be read', () => {
  expect(cells(restricted(null), 'user', null)).toMatchObject({ uss: 'n/a', pss: 'n/a', swappss: 'n/a' })
  expect(cells(restricted(190), 'user', null)).toMatchObject({ uss: '-', pss: '-', swappss: '-' })
})
