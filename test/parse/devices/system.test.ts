import { expect, test } from 'vitest'
import { nodeCpus, onlineCpus, onlineNodes, possibleCpus } from '../../../src/parse/devices/system.ts'
import { fixture } from '../fixture.ts'

test.each([
  [onlineCpus, [0, 1, 2, 3]],
  [possibleCpus, [0, 1, 2, 3]],
  [onlineNodes, [0, 1, 2, 3]],
  [nodeCpus(3), [3]],
])('captured: $path', (source, value) => {
  expect(source.parse(fixture(`load-d/t0${source.path}`))).toEqual(value)
})
