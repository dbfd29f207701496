import { expect, test } from 'vitest'
import { thpDefrag, thpEnabled, thpShmem, thpSize } from '../../../src/parse/mm/thp.ts'
import { fixture } from '../fixture.ts'

test.each([
  [thpEnabled, 'always'],
  [thpDefrag, 'madvise'],
  [thpShmem, 'never'],
])('captured: $path', (source, chosen) => {
  expect(source.parse(fixture(`load-d/t0${source.path}`)).chosen).toBe(chosen)
})

test('size', () => {
  expect(thpSize.parse(fixture(`load-d/t0${thpSize.path}`))).toBe(2 * 1024 * 1024)
})
