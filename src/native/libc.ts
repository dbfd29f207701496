import { runtimeRequire } from './runtime-require.ts'

/** The calls of libc that whytop makes. All answer at once; none takes a lock of the process that is looked at. */
export interface Libc {
  /** Into `out` as seconds (0, 1) and nanoseconds (2, 3), each a 64-bit integer. 0, or −1. */
  clockGettime(id: number, out: Int32Array): number
  /** Directory entries as struct linux_dirent64; the number of bytes, 0 at the end, −1. Null: a libc before 2.30. */
  readonly getdents64: ((fd: number, out: Buffer, size: number) => number) | null
  /** A descriptor, or −1. */
  open(path: string, flags: number): number
  close(fd: number): number
  /** From a descriptor at an offset into `out`; the number of bytes, 0 at the end, −1. A third of the price of readSync. */
  pread(fd: number, out: Buffer, size: number, offset: number): number
  /** Of a path into struct statx, as far as `mask` says. 0, or −1. Null: a libc before 2.28. */
  readonly statx: ((folder: number, path: string, flags: number, mask: number, out: Buffer) => number) | null
  /** Advice about this process' own memory; 0, or −1. */
  madvise(address: number, size: number, advice: number): number
  /** Gives back pages that malloc(3) keeps for later, but for so many bytes at its top. Null: a libc without it. */
  readonly mallocTrim: ((pad: number) => number) | null
  /** socket(2), send(2), recv(2): a descriptor or a number of bytes, or −1. */
  socket(domain: number, type: number, protocol: number): number
  send(fd: number, message: Buffer, length: number, flags: number): number
  recv(fd: number, into: Buffer, size: number, flags: number): number
  getsockopt(fd: number, level: number, option: number, value: Int32Array, size: Uint32Array): number
  /** struct pollfd in and out; how many have something to tell, or −1. */
  poll(asked: Int32Array, count: number, timeout: number): number
  /** 1: a terminal. */
  isatty(fd: number): number
  ioctl(fd: number, request: number, out: Buffer): number
  /** struct termios of a terminal, out and in; cfmakeraw(3) changes one where it is. */
  tcgetattr(fd: number, out: Buffer): number
  tcsetattr(fd: number, when: number, termios: Buffer): number
  cfmakeraw(termios: Buffer): void
  /** Of the last call that answered −1. */
  errno(): number
  /** syscall(2), for calls that this libc may not have by name: with four numbers. A result, or −1. */
  syscall(number: number, a: number, b: number, c: number, d: number): number
  /** Ends the process at once: a read that is blocked in the kernel holds up every other way out. */
  exit(status: number): void
}

let loaded: Libc | null | undefined

/** What is declared here, and what its users take out of buffers, is as these machines have it: 64 bits, the lowest byte first. */
const KNOWN: ReadonlySet<string> = new Set(['x64', 'arm64', 'riscv64', 'loong64', 'ppc64'])
const LITTLE = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1

/**
 * libc through koffi, or null where koffi cannot be loaded (not installed, another C library, a hardened machine) or the machine is of
 * another kind: every user has a slower way that gives the same results.
 * WHYTOP_NO_NATIVE=1 takes that way on purpose.
 */
export function libc(): Libc | null {
  if (loaded === undefined) loaded = load()
  return loaded
}

function load(): Libc | null {
  if (process.env.WHYTOP_NO_NATIVE === '1' || process.platform !== 'linux') return null
  if (!KNOWN.has(process.arch) || !LITTLE) return null
  try {
    const koffi = koffiBy(runtimeRequire())
    const library = koffi.load('libc.so.6')
    return {
      clockGettime: library.func('int clock_gettime(int, void*)'),
      getdents64: orNull(() => library.func('long getdents64(int, void*, size_t)')),
      open: library.func('int open(const char*, int)'),
      close: library.func('int close(int)'),
      pread: library.func('long pread64(int, void*, size_t, long)'),
      statx: orNull(() => library.func('int statx(int, const char*, int, unsigned int, void*)')),
      madvise: library.func('int madvise(uintptr_t, size_t, int)'),
      mallocTrim: orNull(() => library.func('int malloc_trim(size_t)')),
      socket: library.func('int socket(int, int, int)'),
      send: library.func('long send(int, void*, size_t, int)'),
      recv: library.func('long recv(int, void*, size_t, int)'),
      getsockopt: library.func('int getsockopt(int, int, int, void*, void*)'),
      poll: library.func('int poll(void*, unsigned long, int)'),
      isatty: library.func('int isatty(int)'),
      ioctl: library.func('int ioctl(int, unsigned long, void*)'),
      tcgetattr: library.func('int tcgetattr(int, void*)'),
      tcsetattr: library.func('int tcsetattr(int, int, void*)'),
      cfmakeraw: library.func('void cfmakeraw(void*)'),
      errno: () => koffi.errno(),
      syscall: library.func('long syscall(long, long, long, long, long)'),
      exit: library.func('void _exit(int)'),
    }
  } catch (error) {
    // Only what koffi's absence or a foreign libc throws; a wrong declaration of ours must not pass for that.
    if (isNotLoaded(error)) return null
    throw error
  }
}

/**
 * koffi's own loader takes 5 ms to find the binary of this machine. Where it is the one for glibc, as on most, it is named here; it is
 * what koffi would load.
 */
function koffiBy(require: NodeJS.Require): typeof import('koffi') {
  const machine = process.arch
  try {
    return require(`@koromix/koffi-linux-${machine}/linux_${machine}/koffi.node`)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return require('koffi')
  }
}

/** Also where it is there: on a mount with noexec, made for a newer glibc, not readable. dlopen(3) */
function isNotLoaded(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as NodeJS.ErrnoException
  return code === 'ERR_DLOPEN_FAILED' || /Cannot find|Failed to load|Unexpected|not supported/i.test(error.message)
}

function orNull<T>(declare: () => T): T | null {
  try {
    return declare()
  } catch (error) {
    if (error instanceof Error && /Cannot find|Failed/i.test(error.message)) return null
    throw error
  }
}
