import { expect, test } from 'vitest'
import { hugepagePool, hugepageSize, hugepageSizes, POOL_FILES } from '../../../src/parse/mm/hugepages.ts'
import { bytes, fixture } from '../fixture.ts'

test('captured: every file of a pool', () => {
  expect(hugepageSizes.parse(bytes('hugepages-2048kB\n'))).toEqual([{ name: 'hugepages-2048kB' }])
  for (const file of POOL_FILES) {
    const pool = hugepagePool('hugepages-2048kB', file)
    expect(pool.parse(fixture(`load-d/t0${pool.path}`))).toBe(0)
  }
})

test('the name tells the size', () => {
  expect(hugepageSize('hugepages-2048kB')).toBe(2 * 1024 * 1024)
  expect(hugepageSize('hugepages-1048576kB')).toBe(1024 ** 3)
  expect(hugepageSize('other')).toBeNull()
})
