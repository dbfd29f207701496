import { expect, test } from 'vitest'
import { balancing } from '../../../src/model/numa/balancing.ts'
import { numaView } from '../../../src/views/numa/view.ts'
import { fixture } from '../../parse/fixture.ts'
import { placeOf, viewSnapshot } from '../../snapshot-of.ts'

test('captured: on, and faults as they grew', async () => {
  const snapshot = await viewSnapshot('swap-4node', numaView, placeOf(numaView))
  const state = snapshot.get(balancing)
  expect(state).toMatchObject({ mode: 1, zoneReclaim: 0, counted: true, demotion: false, tiers: 0, demoted: 0 })
  const faults = (instant: string) =>
    Number(/^numa_hint_faults (\d+)$/m.exec(fixture(`swap-4node/${instant}/proc/vmstat`).toString())?.[1])
  const dt = (instant: string) => Number.parseFloat(fixture(`swap-4node/${instant}/proc/uptime`).toString())
  expect(state.faults).toBeCloseTo((faults('t1') - faults('t0')) / (dt('t1') - dt('t0')), 6)
  expect(state.localShare).toBeCloseTo((state.localFaults ?? 0) / (state.faults ?? 1), 9)
})
