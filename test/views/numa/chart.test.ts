import { expect, test } from 'vitest'
import { numaSeries } from '../../../src/views/numa/chart.ts'
import { numaView } from '../../../src/views/numa/view.ts'
import { placeOf, viewSnapshot } from '../../snapshot-of.ts'

test('free memory by node and what comes from elsewhere, while they are known', async () => {
  const points = new Map(numaSeries(await viewSnapshot('swap-4node', numaView, placeOf(numaView))))
  expect([...points.keys()]).toEqual([
    'numa.free.0',
    'numa.free.1',
    'numa.free.2',
    'numa.free.3',
    'numa.miss',
    'numa.other',
  ])
  expect(points.get('numa.free.0')).toBeGreaterThan(10 * 2 ** 20)
  expect(points.get('numa.miss')).toBeCloseTo(points.get('numa.other') ?? 0, -1)
})
