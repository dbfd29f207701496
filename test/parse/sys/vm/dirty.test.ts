import { expect, test } from 'vitest'
import * as dirty from '../../../../src/parse/sys/vm/dirty.ts'
import { fixture } from '../../fixture.ts'

test('captured: the defaults', () => {
  const values = Object.values(dirty).map(({ path, parse }) => [path, parse(fixture(`dirty-slow/t0${path}`))])
  expect(Object.fromEntries(values)).toEqual({
    '/proc/sys/vm/dirty_background_ratio': 10,
    '/proc/sys/vm/dirty_background_bytes': 0,
    '/proc/sys/vm/dirty_ratio': 20,
    '/proc/sys/vm/dirty_bytes': 0,
    '/proc/sys/vm/dirty_writeback_centisecs': 500,
    '/proc/sys/vm/dirty_expire_centisecs': 3000,
    '/proc/sys/vm/dirtytime_expire_seconds': 43200,
  })
})
