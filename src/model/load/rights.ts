import { parsePidStatus } from '../../parse/pid/status.ts'
import type { Process } from '../../sample/process.ts'
import { isMissing, source } from '../../source.ts'
import type { Unit } from '../../units.ts'

/** Our own status, for our capabilities: they do not change while we run. */
export const ownStatus = source('/proc/self/status', parsePidStatus, 3600)

/** Who reads: what it may know of other processes. */
export interface Reader {
  /** Null: not known, as in a capture. */
  readonly uid: Unit<'uid'> | null
  readonly capEff: bigint | null
}

// include/uapi/linux/capability.h
const CAP_SYS_PTRACE = 1n << 19n

/** Files that ask for the same right: of a process that is not dumpable even its owner may read none (prctl(2) PR_SET_DUMPABLE). */
const REFUSED_ALIKE = ['io', 'exe', 'cwd', 'environ', 'smaps_rollup'] as const

/**
 * Whether the reader may know where a process sleeps: by CAP_SYS_PTRACE, or as its owner. Who cannot be known to have the right has it
 * not: a thread in D that tells no function to one who may ask is rare.
 * Kernel: kernel/ptrace.c __ptrace_may_access, mode PTRACE_MODE_READ_FSCREDS
 */
export function mayRead(reader: Reader, process: Process): boolean {
  if (reader.capEff !== null) {
    if ((reader.capEff & CAP_SYS_PTRACE) !== 0n) return true
  } else if (reader.uid === 0) return true
  const { owner, stack } = process.more
  // Only root may read a kernel stack.
  if (stack && !isMissing(stack) && stack.value.length > 0) return true
  if (REFUSED_ALIKE.some((file) => isRefused(process, file))) return false
  return reader.uid !== null && owner !== undefined && !isMissing(owner) && owner.value === reader.uid
}

function isRefused({ more }: Process, file: (typeof REFUSED_ALIKE)[number]): boolean {
  const reading = more[file]
  return reading !== undefined && isMissing(reading) && reading.missing === 'denied'
}
