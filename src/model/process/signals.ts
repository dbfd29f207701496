import { bitsOf } from './capabilities.ts'

/** By number, from 1. include/uapi/asm-generic/signal.h, as x86, arm and RISC-V have them; signal(7). */
const NAMES =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'.split(
    ' ',
  )

const ALL = 2n ** 64n - 1n
/** The first the kernel has; glibc keeps 32 and 33 to itself, so its SIGRTMIN is 34. */
const REAL_TIME = 32
const GLIBC_REAL_TIME = 34

/** Names of the signals in a mask of /proc/PID/status, where bit 0 is signal 1. */
export function signalNames(mask: bigint): readonly string[] {
  return bitsOf(mask).map((bit) => signalName(bit + 1))
}

/** `none`, `all`, `all but KILL STOP`, or names. */
export function signalWords(mask: bigint): string {
  const names = signalNames(mask)
  if (names.length === 0) return 'none'
  const lacking = signalNames(~mask & ALL)
  if (lacking.length === 0) return 'all'
  return lacking.length < 6 ? `all but ${lacking.join(' ')}` : names.join(' ')
}

function signalName(number: number): string {
  if (number < REAL_TIME) return NAMES[number - 1] ?? `${number}`
  return number < GLIBC_REAL_TIME
    ? `${number}`
    : number === GLIBC_REAL_TIME
      ? 'RTMIN'
      : `RTMIN+${number - GLIBC_REAL_TIME}`
}
