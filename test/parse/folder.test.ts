import { expect, test } from 'vitest'
import { parseFolder } from '../../src/parse/folder.ts'

test('names, and where links go', () => {
  expect(parseFolder(Buffer.from('lo -> ../../devices/virtual/net/lo\nbonding_masters\n'))).toEqual([
    { name: 'lo', target: '../../devices/virtual/net/lo' },
    { name: 'bonding_masters' },
  ])
})

test('an empty folder has nothing in it', () => {
  expect(parseFolder(Buffer.from(''))).toEqual([])
})
