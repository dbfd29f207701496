import { expect, test } from 'vitest'
import { nfConntrackCount, nfConntrackMax } from '../../../../src/parse/sys/net/netfilter.ts'
import { bytes } from '../../fixture.ts'

test('one number each', () => {
  expect(nfConntrackCount.parse(bytes('17\n'))).toBe(17)
  expect(nfConntrackMax.parse(bytes('262144\n'))).toBe(262144)
})
