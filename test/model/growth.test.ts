import { expect, test } from 'vitest'
import { growth, stamped } from '../../src/model/growth.ts'
import { parseNumber } from '../../src/parse/number.ts'
import { source } from '../../src/source.ts'
import { samplesOf } from './samples-of.ts'

const file = source('/proc/count', parseNumber)
const of = (after: string, before: string | null) =>
  samplesOf([file], { [file.path]: after }, before === null ? null : { [file.path]: before }, 2)

test('from the reading before to the one now, by their own moments', () => {
  expect(growth(of('30', '10'), file, (count) => count)).toBe(10)
})

test('is not known at the first look, where it is gone or was reset, and where nobody asked', () => {
  expect(growth(of('30', null), file, (count) => count)).toBeNull()
  expect(growth(of('10', '30'), file, (count) => count)).toBeNull()
  expect(growth(samplesOf([file], {}, { [file.path]: '10' }), file, (count) => count)).toBeNull()
  expect(growth(of('30', '10'), file, () => undefined)).toBeNull()
  expect(growth(of('30', '10'), source('/proc/other', parseNumber), (count) => count)).toBeNull()
  expect(growth(of('30', '10'), null, (count: number) => count)).toBeNull()
})

test('stamped: the value with its moment', () => {
  expect(stamped(of('30', null).after, file)).toEqual({ value: 30, at: 2e9 })
  expect(stamped(null, file)).toBeNull()
})
