import { expect, test } from 'vitest'
import { oneLine } from '../../../src/views/facts.ts'
import { memoryFact } from '../../../src/views/tcp/memory.ts'
import { seen } from '../../../src/views/tcp/seen.ts'
import { tcpView } from '../../../src/views/tcp/view.ts'
import { placeOf, viewSnapshot } from '../../snapshot-of.ts'

const PLACE = placeOf(tcpView)

test('limits of the whole machine: also beside the sockets of another namespace, and said where they are not told', async () => {
  const snapshot = await viewSnapshot('tcp-states', tcpView, PLACE)
  const line = (on: ReturnType<typeof seen>) =>
    oneLine([memoryFact(on)], 80).map(({ spans }) =>
      spans
        .map(({ text }) => text)
        .join('')
        .trim(),
    )
  const own = seen(snapshot, PLACE)
  expect(line(own)[0]).toMatch(/^Memory {5}[\d.]+ [KM]iB {2}pressure from .* most .* orphans 0 of 8,192/)
  expect(seen(snapshot, { ...PLACE, about: { pid: 186 } }).limits).toMatchObject({ orphans: 8192, buckets: null })
  const inContainer = { ...own, limits: { ...own.limits, orphans: null, memoryPressure: null, memoryMost: null } }
  expect(line(inContainer)).toEqual([
    expect.stringMatching(/^Memory .* orphans 0 {2}limits: first network namespace only$/),
  ])
})
