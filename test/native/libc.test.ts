import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const required = vi.hoisted(() => vi.fn())
vi.mock('../../src/native/runtime-require.ts', () => ({ runtimeRequire: () => required }))

beforeEach(() => {
  vi.resetModules()
  vi.stubEnv('WHYTOP_NO_NATIVE', '')
})
afterEach(() => {
  vi.unstubAllEnvs()
})

async function libcWhere(error: Error) {
  required.mockImplementation(() => {
    throw error
  })
  return (await import('../../src/native/libc.ts')).libc()
}

const unloaded = (message: string) => Object.assign(new Error(message), { code: 'ERR_DLOPEN_FAILED' })

test.each([
  ['is not installed', Object.assign(new Error("Cannot find module 'koffi'"), { code: 'MODULE_NOT_FOUND' })],
  ['has no module for this machine', new Error('Cannot find the native Koffi module; did you bundle it correctly?')],
  ['stands on a mount with noexec', unloaded('/opt/koffi.node: failed to map segment from shared object')],
  ['is for a newer glibc', unloaded("/lib64/libc.so.6: version `GLIBC_2.34' not found (required by /opt/koffi.node)")],
  ['may not be read', unloaded('/opt/koffi.node: cannot open shared object file: Permission denied')],
  ['is not whole', unloaded('/opt/koffi.node: file too short')],
  ['finds another C library', new Error('Failed to load shared library: libc.so.6')],
])('without calls of libc where koffi %s', async (_name, error) => {
  expect(await libcWhere(error)).toBeNull()
})

test.each(['arm', 'ia32', 's390x'])(
  'on %s, whose longs or bytes are other than declared, koffi is not even loaded',
  async (arch) => {
    const here = process.arch
    Object.defineProperty(process, 'arch', { value: arch })
    try {
      expect(await libcWhere(new TypeError('loaded'))).toBeNull()
    } finally {
      Object.defineProperty(process, 'arch', { value: here })
    }
  },
)

test('a glibc of 2.28, the oldest that Node 20 runs on, lacks one call and has the others', async () => {
  const func = (declared: string) => {
    if (declared.includes('getdents64')) throw new Error("Cannot find function 'getdents64' in shared library")
    return () => 7
  }
  required.mockReturnValue({ load: () => ({ func }), errno: () => 0 })
  const libc = (await import('../../src/native/libc.ts')).libc()
  expect([libc?.getdents64, libc?.close(3)]).toEqual([null, 7])
  const { listPids } = await import('../../src/native/list-pids.ts')
  expect([...listPids('/proc')]).toContain(process.pid)
})

test('a wrong declaration of ours is thrown', async () => {
  await expect(libcWhere(new TypeError("Unknown or invalid type name 'size'"))).rejects.toThrow('invalid type name')
})
