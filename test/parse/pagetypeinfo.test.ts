import { expect, test } from 'vitest'
import { parsePagetypeinfo } from '../../src/parse/pagetypeinfo.ts'
import { ParseError } from '../../src/source.ts'
import { bytes, fixture } from './fixture.ts'

test('captured: every node has its own part', () => {
  const { pagesPerBlock, types } = parsePagetypeinfo(fixture('swap-4node/t1/proc/pagetypeinfo'))
  expect(pagesPerBlock).toBe(512)
  expect(types).toHaveLength(5 * 5)
  expect(types[6]).toEqual({
    node: 0,
    zone: 'DMA32',
    type: 'Movable',
    free: [68, 94, 9, 2, 5, 2, 1, 1, 0, 0, 1],
    capped: false,
    blocks: 108,
  })
  expect(types.find(({ node, type }) => node === 3 && type === 'Unmovable')?.blocks).toBe(30)
})

test('a list that is too long to be counted says so', () => {
  const { types } = parsePagetypeinfo(bytes('Node    0, zone   Normal, type    Movable >100000    7\n'))
  expect(types).toEqual([{ node: 0, zone: 'Normal', type: 'Movable', free: [100_000, 7], capped: true, blocks: null }])
})

test.each(['Node 0\n', 'Pages per block: many\n', 'Node    0, zone   Normal, type    Movable x\n'])(
  'refuses %j',
  (file) => {
    expect(() => parsePagetypeinfo(bytes(file))).toThrow(ParseError)
  },
)
