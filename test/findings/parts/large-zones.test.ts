import { expect, test } from 'vitest'
import { largeZones } from '../../../src/findings/parts/large-zones.ts'
import type { Zone } from '../../../src/model/zones.ts'

const zone = (node: number, name: string, managed: number) => ({ node, name, managed }) as Zone

test('by the memory of their own node, whatever they are called', () => {
  const all = [zone(0, 'DMA', 4), zone(0, 'DMA32', 5), zone(0, 'Normal', 91), zone(1, 'DMA', 3)]
  expect(largeZones(all, 5)).toEqual([all[1], all[2], all[3]])
})
