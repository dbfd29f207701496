import { describe, expect, test } from 'vitest'
import { remember } from '../../../src/model/remember.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { visitTo } from '../../../src/ui/places.ts'
import { appSeries } from '../../../src/views/app/chart.ts'
import { appView } from '../../../src/views/app/view.ts'
import type { Chart } from '../../../src/views/view.ts'
import { placeOf } from '../../snapshot-of.ts'
import { fixtureHost, looked, stateAt } from '../../ui/drawing.ts'

describe('two programs that spin, on four CPUs', async () => {
  const place = placeOf(appView, { program: 'hog' })
  const { snapshot } = await looked(fixtureHost('load-d'), stateAt({ ...visitTo('app'), place }))
  const points = new Map(appSeries(snapshot, place))

  test('its busy workers, the CPUs they use and those they may use', () => {
    expect([...points.keys()].map((name) => name.replace(/^app\.\d+:\d+\./, ''))).toEqual([
      'used',
      'waited',
      'busy',
      'cpus',
    ])
    const [used, waited, busy, cpus] = [...points.values()] as [number, number, number, number]
    expect(used).toBeCloseTo(1.93, 1)
    expect(waited).toBeGreaterThanOrEqual(used)
    expect([busy, cpus]).toEqual([2, 4])
  })

  test('are drawn together on a live machine, once there is a past; a capture has none', () => {
    const live = new Snapshot(snapshot.samples, { ...snapshot.facts, captured: null }, snapshot.history)
    const past = live.with(remember(live.history, live, points), null)
    const chartOf = (one: Snapshot) =>
      appView.sections(one, place).find((section): section is Chart => section.kind === 'chart')
    expect(chartOf(past)?.series.map(({ name, values }) => [name, values.at(-1)])).toEqual([
      ['CPUs it may use', 4],
      ['busy workers', 2],
      ['CPUs used and waited for', expect.closeTo(1.94, 1)],
      ['CPUs used', expect.closeTo(1.93, 1)],
    ])
    expect(chartOf(snapshot)).toBeUndefined()
    // It waits for more room where a mark tells what has changed: the words of the page come before it.
    const mark = { view: 'app', at: 0, values: appView.marks?.(past, place) ?? new Map() }
    const marked = appView
      .sections(past, place, { columns: 100, rows: 30, mark })
      .find((section): section is Chart => section.kind === 'chart')
    expect(marked?.from).toBeGreaterThan(chartOf(past)?.from ?? 0)
  })

  test('of who is not there nothing is kept', () => {
    expect([...appSeries(snapshot, placeOf(appView, { program: 'nobody' }))]).toEqual([])
  })
})
