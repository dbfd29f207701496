import { expect, test } from 'vitest'
import { parseSlabinfo } from '../../src/parse/slabinfo.ts'
import { ParseError } from '../../src/source.ts'
import { bytes, fixture } from './fixture.ts'

test('captured', () => {
  const file = fixture('swap-4node/t1/proc/slabinfo')
  const caches = parseSlabinfo(file)
  expect(caches).toHaveLength(file.toString().trim().split('\n').length - 2)
  expect(caches[0]).toEqual({
    name: 'ext4_groupinfo_4k',
    activeObjects: 22,
    objects: 22,
    objectSize: 184,
    objectsPerSlab: 22,
    pagesPerSlab: 1,
    activeSlabs: 1,
    slabs: 1,
  })
})

test('a name may hold blanks', () => {
  const [cache] = parseSlabinfo(
    bytes('my cache  1 2 3 4 5 : tunables    0    0    0 : slabdata      6      7      0\n'),
  )
  expect(cache).toMatchObject({ name: 'my cache', activeObjects: 1, slabs: 7 })
})

test.each(['dentry\n', 'dentry 1 2 3 4 5 : tunables 0 0 0\n', 'slabinfo - version: 3.0\n'])('refuses %j', (file) => {
  expect(() => parseSlabinfo(bytes(file))).toThrow(ParseError)
})
