import { type Source, source } from '../../source.ts'
import { parseNumber } from '../number.ts'

// Numbers that whytop's own host counts, as the tables they are of may be long.

/** `count:/proc/PID/fd`: open descriptors. The same user or CAP_SYS_PTRACE only. */
export function descriptors(pid: number): Source<number> {
  return source(`count:/proc/${pid}/fd`, parseNumber)
}

/** `lines:/proc/PID/maps`: mappings. The same user or CAP_SYS_PTRACE only. */
export function mappings(pid: number): Source<number> {
  return source(`lines:/proc/${pid}/maps`, parseNumber)
}
