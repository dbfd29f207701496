import { source } from '../../source.ts'
import type { Bytes } from '../../units.ts'
import { parseNumber } from '../number.ts'

// Documentation/admin-guide/sysctl/vm.rst

/** 0: refuse what is plainly too much; 1: never refuse; 2: refuse beyond CommitLimit. */
export const overcommitMemory = source('/proc/sys/vm/overcommit_memory', parseNumber)
/** Percent of RAM that counts in CommitLimit, unless `overcommitKbytes` is set. */
export const overcommitRatio = source('/proc/sys/vm/overcommit_ratio', parseNumber)
/** 0: the ratio counts. */
export const overcommitKbytes = source('/proc/sys/vm/overcommit_kbytes', kilobytes)
export const swappiness = source('/proc/sys/vm/swappiness', parseNumber)

function kilobytes(file: Buffer): Bytes {
  return parseNumber(file) * 1024
}
