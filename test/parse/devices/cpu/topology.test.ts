import { expect, test } from 'vitest'
import { topologyFiles } from '../../../../src/parse/devices/cpu/topology.ts'
import { fixture } from '../../fixture.ts'

test('captured', () => {
  const files = topologyFiles(2)
  const read = ({ path }: { readonly path: string }) => fixture(`idle-4node/t0${path}`)
  expect(files.packageId.parse(read(files.packageId))).toBe(0)
  expect(files.dieId.parse(read(files.dieId))).toBe(0)
  expect(files.coreId.parse(read(files.coreId))).toBe(2)
  expect(files.siblings.parse(read(files.siblings))).toEqual([2])
})
