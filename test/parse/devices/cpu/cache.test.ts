import { expect, test } from 'vitest'
import { cacheFiles, cacheFolder, parseCacheSize } from '../../../../src/parse/devices/cpu/cache.ts'
import { ParseError } from '../../../../src/source.ts'
import { bytes } from '../../fixture.ts'

test('KiB', () => {
  expect(parseCacheSize(bytes('32K\n'))).toBe(32768)
  expect(() => parseCacheSize(bytes('32M\n'))).toThrow(ParseError)
})

test('where the files are', () => {
  expect(cacheFolder(3).path).toBe('/sys/devices/system/cpu/cpu3/cache/')
  expect(cacheFiles(3, 'index1').shared.path).toBe('/sys/devices/system/cpu/cpu3/cache/index1/shared_cpu_list')
})
