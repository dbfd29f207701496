import { expect, test } from 'vitest'
import { parsePrintk } from '../../../../src/parse/sys/kernel/printk.ts'
import { ParseError } from '../../../../src/source.ts'
import { bytes } from '../../fixture.ts'

test('four levels', () => {
  expect(parsePrintk(bytes('4\t3\t1\t7\n'))).toEqual({ console: 4, byDefault: 3, least: 1, atBoot: 7 })
  expect(() => parsePrintk(bytes('4\t3\n'))).toThrow(ParseError)
})
