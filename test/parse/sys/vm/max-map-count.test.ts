import { expect, test } from 'vitest'
import { maxMapCount } from '../../../../src/parse/sys/vm/max-map-count.ts'

test('mappings of a process', () => {
  expect(maxMapCount.path).toBe('/proc/sys/vm/max_map_count')
  expect(maxMapCount.parse(Buffer.from('65530\n'))).toBe(65_530)
})
