import { expect, test } from 'vitest'
import { visitTo } from '../../../src/ui/places.ts'
import { cgroupsView } from '../../../src/views/cgroups/view.ts'
import { SWITCHES, type TableSection } from '../../../src/views/view.ts'
import { placeOf, viewSnapshot } from '../../snapshot-of.ts'
import { expectWhole, fixtureHost, frameText, looked, stateAt } from '../../ui/drawing.ts'

const place = { ...placeOf(cgroupsView), switches: { ...SWITCHES, tree: true } }
const captured = await viewSnapshot('swap-4node', cgroupsView, place)
const table = cgroupsView.sections(captured, place).find((section) => section.kind === 'table') as TableSection

test('as a tree, on a screen', async () => {
  const visit = visitTo('cgroups', { ...SWITCHES, tree: true })
  for (const [columns, rows] of [
    [80, 24],
    [160, 48],
  ] as const) {
    const { drawn } = await looked(fixtureHost('swap-4node'), stateAt(visit, { columns, rows }))
    expectWhole(drawn.frame, columns, rows)
    await expect(frameText(drawn.frame)).toMatchFileSnapshot(`../__frames__/swap-4node-cgroups-${columns}x${rows}.txt`)
  }
})

test('Enter shows the processes of a group and of those below it', () => {
  expect([0, 1].map((row) => table.drill?.(row))).toMatchObject([
    { view: 'processes', filter: '' },
    { view: 'processes', filter: 'cgroup="/app.slice" or cgroup~"/app.slice/"', switches: { tree: false } },
  ])
})

test('as JSON: a limit that is none is told apart from one that is not known', () => {
  const { groups, layout } = cgroupsView.json(captured, place) as {
    groups: readonly Record<string, unknown>[]
    layout: string
  }
  expect(layout).toBe('v2')
  expect(groups.map(({ path }) => path)).toEqual(['/', '/app.slice', '/batch.slice', '/lab.slice'])
  expect(groups[0]).toMatchObject({ memory_max_bytes: null, memory_max_bytes_unlimited: null })
  expect(groups[1]).toMatchObject({ memory_max_bytes: null, memory_max_bytes_unlimited: true, oom_kills: 0 })
})
