import { expect, test } from 'vitest'
import { demotionEnabled, memoryTiers, tierNodes, tierOf } from '../../../src/parse/devices/tiers.ts'
import { bytes } from '../fixture.ts'

test('tiers by the names of the folder', () => {
  const entries = memoryTiers.parse(bytes('memory_tier4\nmemory_tier22\npower\nuevent\n'))
  expect(entries.map(({ name }) => tierOf(name))).toEqual([4, 22, null, null])
})

test('the nodes of one', () => {
  const { path, parse } = tierNodes(4)
  expect(path).toBe('/sys/devices/virtual/memory_tiering/memory_tier4/nodelist')
  expect(parse(bytes('0-1,3\n'))).toEqual([0, 1, 3])
  expect(demotionEnabled.parse(bytes('false\n'))).toBe('false')
})
