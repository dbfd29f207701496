import { createRequire } from 'node:module'

/** The calls of libc that whytop makes. All answer at once; none takes a lock of the process that is looked at. */
export interface Libc {
  /** Into `out` as seconds (0, 1) and nanoseconds (2, 3), each a 64-bit integer. 0, or −1. */
  clockGettime(id: number, out: Int32Array): number
  /** Directory entries as struct linux_dirent64; the number of bytes, 0 at the end, −1. */
  getdents64(fd: number, out: Buffer, size: number): number
  /** Ends the process at once: a read that is blocked in the kernel holds up every other way out. */
  exit(status: number): void
}

let loaded: Libc | null | undefined

/**
 * libc through koffi, or null where koffi cannot be loaded (not installed, another C library, a hardened machine):
 * every user has a slower way that gives the same results.
 * WHYTOP_NO_NATIVE=1 takes that way on purpose.
 */
export function libc(): Libc | null {
  if (loaded === undefined) loaded = load()
  return loaded
}

function load(): Libc | null {
  if (process.env.WHYTOP_NO_NATIVE === '1' || process.platform !== 'linux') return null
  try {
    const here = typeof __filename === 'string' ? __filename : import.meta.url
    const koffi = createRequire(here)('koffi') as typeof import('koffi')
    const library = koffi.load('libc.so.6')
    return {
      clockGettime: library.func('int clock_gettime(int, void*)'),
      getdents64: library.func('long getdents64(int, void*, size_t)'),
      exit: library.func('void _exit(int)'),
    }
  } catch (error) {
    // Only what koffi's absence or a foreign libc throws; a wrong declaration of ours must not pass for that.
    if (error instanceof Error && /Cannot find|Failed to load|Unexpected|not supported/i.test(error.message))
      return null
    throw error
  }
}
