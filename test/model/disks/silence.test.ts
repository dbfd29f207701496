import { expect, test } from 'vitest'
import type { Device } from '../../../src/model/disks/devices.ts'
import { silence, silenceSeries } from '../../../src/model/disks/silence.ts'
import { type History, NO_HISTORY, withPoint } from '../../../src/model/history.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { type DiskStat, diskstats, parseDiskstats } from '../../../src/parse/diskstats.ts'

const SECOND = 1e9

function stat(ended: number, inFlight: number): DiskStat {
  return parseDiskstats(Buffer.from(`254 0 vda ${ended} 0 0 0 0 0 0 0 ${inFlight} 0 0\n`))[0] as DiskStat
}

/** What was seen second by second: how many had ended, and how many were in flight. */
function seen(...looks: readonly (readonly [ended: number, inFlight: number])[]) {
  const device = (now: DiskStat) => ({ name: 'vda', now }) as Device
  let history: History = NO_HISTORY
  looks.forEach(([ended, inFlight], i) => {
    history = withPoint(history, (i + 1) * SECOND, new Map(silenceSeries([device(stat(ended, inFlight))])))
  })
  const sample = (i: number) => {
    const look = looks[i]
    if (!look) return null
    const at = (i + 1) * SECOND
    return { at, files: new Map([[diskstats.path, { value: [stat(...look)], at }]]), processes: null }
  }
  const after = sample(looks.length - 1)
  const now = looks.at(-1)
  if (!after || !now) throw new Error('nothing was seen')
  const snapshot = new Snapshot({ after, before: sample(looks.length - 2) }, {} as Snapshot['facts'], history)
  return silence(snapshot, device(stat(...now)))
}

test('none in flight, or one that ended, is no silence', () => {
  expect(seen([5, 0], [5, 0])).toBeNull()
  expect(seen([5, 2], [6, 2])).toBeNull()
  expect(seen([5, 0], [5, 2])).toBeNull()
})

test('one look knows nothing', () => {
  expect(seen([5, 2])).toBeNull()
})

test('it lasts since the first look that saw it', () => {
  expect(seen([5, 2], [5, 2])).toBe(1)
  expect(seen([4, 1], [5, 2], [5, 2], [5, 3], [5, 3])).toBe(3)
})

test('a look with none in flight ends it', () => {
  expect(seen([5, 2], [5, 2], [5, 0], [5, 1], [5, 1])).toBe(1)
})
