import { expect, test } from 'vitest'
import { rmemDefault, rmemMax, somaxconn } from '../../../../src/parse/sys/net/core.ts'
import { fixture } from '../../fixture.ts'

test('captured', () => {
  expect([somaxconn, rmemMax, rmemDefault].map(({ path, parse }) => parse(fixture(`tcp-states/t1${path}`)))).toEqual([
    4096, 212992, 212992,
  ])
})
