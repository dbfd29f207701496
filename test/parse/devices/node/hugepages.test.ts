import { expect, test } from 'vitest'
import { hugeSizeOf, nodeHugePages, nodeHugeSizes } from '../../../../src/parse/devices/node/hugepages.ts'
import { bytes, fixture } from '../../fixture.ts'

test('sizes by the names of the folder', () => {
  const entries = nodeHugeSizes(0).parse(bytes('hugepages-1048576kB\nhugepages-2048kB\n'))
  expect(entries.map(({ name }) => hugeSizeOf(name))).toEqual([2 ** 30, 2 ** 21])
  expect(hugeSizeOf('hugepages-many')).toBeNull()
})

test('captured', () => {
  const { path, parse } = nodeHugePages(2, 2 ** 21, 'nr_hugepages')
  expect(path).toBe('/sys/devices/system/node/node2/hugepages/hugepages-2048kB/nr_hugepages')
  expect(parse(fixture(`idle-4node/t0${path}`))).toBe(0)
})
