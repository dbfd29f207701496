import type { HostFacts } from '../../host/host.ts'
import { parsePidStatus } from '../../parse/pid/status.ts'
import type { Process } from '../../sample/process.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { isMissing, type Reading, source, valueOf } from '../../source.ts'
import type { Unit } from '../../units.ts'

/** Our own status, for our capabilities: they do not change while we run. */
export const ownStatus = source('/proc/self/status', parsePidStatus, 3600)

/** Who reads: what it may know of other processes. */
export interface Reader {
  /** Null: not known, as in a capture. */
  readonly uid: Unit<'uid'> | null
  readonly capEff: bigint | null
}

/** Capabilities are known where `ownStatus` is read. */
export function readerOf({ after }: Samples, { uid }: Pick<HostFacts, 'uid'>): Reader {
  return { uid, capEff: valueOf(reading(after, ownStatus))?.capEff ?? null }
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
export function mayRead(reader: Reader, { more }: Pick<Process, 'more'>): boolean {
  if (reader.capEff !== null) {
    if ((reader.capEff & CAP_SYS_PTRACE) !== 0n) return true
  } else if (reader.uid === 0) return true
  const { owner, stack } = more
  // Only root may read a kernel stack.
  if (stack && !isMissing(stack) && stack.value.length > 0) return true
  if (REFUSED_ALIKE.some((file) => isRefused(more[file]))) return false
  return reader.uid !== null && owner !== undefined && !isMissing(owner) && owner.value === reader.uid
}

/**
 * Whether a process sleeps where the reader may not know: its wchan says `0`, as that of one which sleeps nowhere does, because it runs
 * or has ended. Of a capture nobody can tell.
 */
export function hidesWchan(reader: Reader, { stat, more }: Pick<Process, 'stat' | 'more'>): boolean {
  const { wchan } = more
  if (!wchan || isMissing(wchan) || wchan.value !== null || 'RZX'.includes(stat.state)) return false
  const isKnown = reader.uid !== null || reader.capEff !== null
  return isKnown && !mayRead(reader, { more })
}

function isRefused(reading: Reading<unknown> | undefined): boolean {
  return reading !== undefined && isMissing(reading) && reading.missing === 'denied'
}
