import { statSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

beforeEach(() => vi.resetModules())
afterEach(() => vi.unstubAllEnvs())

describe.each(['0', '1'])('without native: %s', (without) => {
  test('the owner of a process and of a file, as stat says', async () => {
    vi.stubEnv('WHYTOP_NO_NATIVE', without)
    const { ownerOf } = await import('../../src/native/owner.ts')
    for (const path of ['/proc/self', '/proc/1', '/tmp', '/dev/null']) expect(ownerOf(path)).toBe(statSync(path).uid)
  })

  test('the inode number of a file, as stat says', async () => {
    vi.stubEnv('WHYTOP_NO_NATIVE', without)
    const { inodeOf } = await import('../../src/native/owner.ts')
    for (const path of ['/proc/self/net/dev', '/proc/version', process.execPath])
      expect(inodeOf(path)).toBe(statSync(path).ino)
  })

  test('what is not there fails as stat does', async () => {
    vi.stubEnv('WHYTOP_NO_NATIVE', without)
    const { ownerOf } = await import('../../src/native/owner.ts')
    expect(() => ownerOf('/proc/0')).toThrow(expect.objectContaining({ code: 'ENOENT' }))
  })
})
