import { expect, test } from 'vitest'
import { devices } from '../../../src/model/disks/devices.ts'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import { deviceLines } from '../../../src/views/disks/device.ts'
import { disksView } from '../../../src/views/disks/view.ts'
import { placeOf, viewSnapshot } from '../../snapshot-of.ts'
import { lineText } from '../../ui/drawing.ts'

test('a partition has the scheduler of its disk, and what usually fits that', async () => {
  const snapshot = await viewSnapshot('dirty-slow', disksView, placeOf(disksView))
  const all = snapshot.get(devices)
  const disk = all.find(({ name }) => name === 'vdc')
  if (!disk) throw new Error('no vdc')
  const part = { ...disk, name: 'vdc1', kind: 'part', disk: 'vdc', transport: null, isVirtual: false } as const
  const of = (model: unknown) => (model === devices ? [...all, part] : snapshot.get(model as typeof devices))
  const seen = Object.assign(Object.create(snapshot), { get: of }) as Snapshot
  const shown = (name: string) =>
    deviceLines(seen, name)
      .lines(120, 40)
      .map(lineText)
      .find((line) => line.includes('usual for'))
  expect(shown('vdc1')).toBe(shown('vdc'))
  expect(shown('vdc1')).toContain('usual for a disk that turns')
})

test('on few rows the schedulers there are, the one in use and what is usual, so that nothing below is pushed out', async () => {
  const snapshot = await viewSnapshot('dirty-slow', disksView, placeOf(disksView))
  const told = (rows: number) => deviceLines(snapshot, 'vdc').lines(80, rows).map(lineText)
  const from = (lines: readonly string[]) => lines.slice(lines.findIndex((line) => line.includes('Scheduler')))
  expect(from(told(21)).map((line) => line.trimEnd())).toEqual([
    ' Scheduler  [none]  mq-deadline',
    '            first in, first out for each hardware queue; merges only what a',
    '            thread hands over at once',
    '            usual for a disk that turns: mq-deadline for throughput, bfq for a',
    '            desktop',
  ])
  expect(from(told(40)).some((line) => line.includes('sorted by sector'))).toBe(true)
  // Of a page of 80×24, requests need six and what is mounted three.
  expect(told(21).length).toBeLessThanOrEqual(21 - 1 - 6 - 3)
})
