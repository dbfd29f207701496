import { expect, test } from 'vitest'
import { CPU_BUSY, MEMORY_USED, stalledBy } from '../../src/model/chart-point.ts'
import { NO_HISTORY } from '../../src/model/history.ts'
import { shares } from '../../src/model/load/attribute.ts'
import { load } from '../../src/model/load/model.ts'
import { remember } from '../../src/model/remember.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import { meminfo } from '../../src/parse/meminfo.ts'
import { reading } from '../../src/sample/sample.ts'
import { valueOf } from '../../src/source.ts'
import { loadView } from '../../src/views/load/view.ts'
import { placeOf, viewSnapshot } from '../snapshot-of.ts'

const snapshot = await viewSnapshot('load-d', loadView, placeOf(loadView))
const { samples, facts } = snapshot
const S = 1e9

/** The same machine some seconds later. */
function later(of: Snapshot, seconds: number): Snapshot {
  const after = { ...of.samples.after, at: of.samples.after.at + seconds * S }
  return new Snapshot({ after, before: of.samples.after }, facts, of.history)
}

test('every average and every cause is a point', () => {
  const { series, at } = remember(NO_HISTORY, snapshot)
  expect([...at]).toEqual([samples.after.at])
  expect([...(series.get('load1') ?? [])]).toEqual([8.71])
  const last = ['d_filesystem', 'd_block', 'waiting'].map((name) => [...(series.get(name) ?? [])])
  expect(last).toEqual([[4], [3], [0]])
})

test('so is what every sample has, whatever is looked at: the minutes before are there for who looks later', () => {
  const { series } = remember(NO_HISTORY, snapshot)
  const last = [CPU_BUSY, MEMORY_USED, stalledBy('io')].map((name) => series.get(name)?.at(-1) ?? Number.NaN)
  expect(last.map((share) => Math.round(share * 1000))).toEqual([676, 149, 745])
})

test('of memory also where the kernel does not tell what is available: by the estimate that is shown', () => {
  const known = valueOf(reading(samples.after, meminfo)) ?? expect.fail('no meminfo')
  const { memAvailable: _, ...rest } = known
  const files = new Map(samples.after.files).set(meminfo.path, { value: rest, at: samples.after.at })
  const untold = new Snapshot({ ...samples, after: { ...samples.after, files } }, facts, NO_HISTORY)
  expect(remember(NO_HISTORY, untold).series.get(MEMORY_USED)?.at(-1)).toBeGreaterThan(0)
})

test('the first look is shared out from the sample before it on', () => {
  const share = shares(remember(NO_HISTORY, snapshot).load ?? expect.fail('not attributed'))
  expect(share?.causes.d_filesystem).toBeCloseTo((share?.causes.d_block ?? 0) * (4 / 3), 9)
  expect(share?.before).toBeGreaterThan(0.5)
})

test('a sample that is only completed counts once', () => {
  const once = remember(NO_HISTORY, snapshot)
  const twice = remember(once, new Snapshot({ after: { ...samples.after }, before: samples.before }, facts, once))
  expect([twice.at, twice.load]).toEqual([once.at, once.load])
})

test('half a scan changes nothing of the shares, and leaves a gap in the curves', () => {
  const once = remember(NO_HISTORY, snapshot)
  const next = later(snapshot, 2)
  const { processes } = next.samples.after
  const half = processes && { ...processes, scanned: false }
  const some = new Snapshot({ ...next.samples, after: { ...next.samples.after, processes: half } }, facts, once)
  expect(some.get(load).threads).toBeNull()
  const after = remember(once, some)
  expect(after.load).toBe(once.load)
  expect([...(after.series.get('d_block') ?? [])]).toEqual([3, Number.NaN])
  expect([...(after.series.get('load1') ?? [])]).toEqual([8.71, 8.71])
})

test('minute after minute the threads in sight take over', () => {
  let history = remember(NO_HISTORY, snapshot)
  let now = snapshot
  for (let i = 0; i < 90; i++) {
    now = later(now, 2)
    history = remember(history, now)
  }
  const share = shares(history.load ?? expect.fail('not attributed'))
  expect(share?.before).toBeLessThan(0.06)
  expect(share?.load).toBeCloseTo(11, 0)
  expect(history.at).toHaveLength(91)
})
