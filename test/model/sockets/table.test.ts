import { expect, test } from 'vitest'
import { standsFor } from '../../../src/model/sockets/table.ts'
import { NO_SOCKETS } from '../../../src/parse/net/socket-draft.ts'

test.each([
  [25_000, 0],
  [100_000, 4],
  [1_000_000, 40],
])('a table of %i sockets stands for %i seconds', (count, seconds) => {
  expect(standsFor({ ...NO_SOCKETS, count })).toBe(seconds)
})
