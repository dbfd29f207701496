import { expect, test } from 'vitest'
import { standsFor } from '../../../src/model/sockets/table.ts'
import { NO_SOCKETS } from '../../../src/parse/net/socket-draft.ts'

test.each([
  [12_500, 0],
  [100_000, 8],
  [1_000_000, 15],
])('a table of %i sockets stands for %i seconds', (count, seconds) => {
  expect(standsFor({ ...NO_SOCKETS, count })).toBe(seconds)
})
