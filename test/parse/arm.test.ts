import { expect, test } from 'vitest'
import { armModel, armVendor } from '../../src/parse/arm.ts'

test('numbers of server CPUs have names', () => {
  expect(armVendor('0x41')).toBe('ARM')
  expect(armModel('ARM', '0xd0c')).toBe('Neoverse-N1')
  expect(armModel(armVendor('0xc0'), '0xac3')).toBe('Ampere-1')
})

test('a part is that of its vendor: the same number is another CPU elsewhere', () => {
  expect(armModel('HiSilicon', '0xd01')).toBe('TaiShan-v110')
  expect(armModel('ARM', '0xd01')).toBe('part 0xd01')
})

test('what has no name stays the number', () => {
  expect(armVendor('0x99')).toBe('0x99')
  expect(armModel('0x99', '0x001')).toBe('part 0x001')
  expect(armModel('Apple', '0x022')).toBe('part 0x022')
  expect(armModel(undefined, '0xd0c')).toBe('part 0xd0c')
})
