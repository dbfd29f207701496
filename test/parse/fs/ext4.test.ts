import { expect, test } from 'vitest'
import { ext4Errors, ext4Systems } from '../../../src/parse/fs/ext4.ts'

test('which are mounted, and the errors of each', () => {
  expect(ext4Systems.parse(Buffer.from('vda1\nfeatures\n'))).toEqual([{ name: 'vda1' }, { name: 'features' }])
  expect(ext4Errors('vda1').path).toBe('/sys/fs/ext4/vda1/errors_count')
  expect(ext4Errors('vda1').parse(Buffer.from('3\n'))).toBe(3)
})
