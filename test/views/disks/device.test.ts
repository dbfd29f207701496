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
