import { afterEach, expect, test, vi } from 'vitest'
import { resident } from '../../src/native/resident.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const fails = (error: Error) =>
  vi.spyOn(process.memoryUsage, 'rss').mockImplementation(() => {
    throw error
  })

test('bytes', () => {
  expect(resident()).toBeGreaterThan(2 ** 20)
})

test('not known where the file that tells it cannot be opened', () => {
  fails(Object.assign(new Error('too many open files'), { code: 'EMFILE', syscall: 'uv_resident_set_memory' }))
  expect(resident()).toBeNull()
})

test('what is no failure of the system is thrown', () => {
  fails(new TypeError('ours'))
  expect(resident).toThrow('ours')
})
