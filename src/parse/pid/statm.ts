import { ParseError } from '../../source.ts'
import { unboxed } from '../number.ts'

/** Pages. */
export interface PidStatm {
  readonly size: number
  readonly resident: number
  readonly shared: number
  readonly text: number
  /** data_vm + stack_vm. */
  readonly data: number
}

// One scratch for all calls, as in stat.ts.
const field = new Float64Array(6)

/**
 * /proc/PID/statm: `5170 931 860 208 0 178 0`, pages. resident = anon + file + shmem, shared = file + shmem; all 0 for a kernel thread.
 * Kernel: fs/proc/task_mmu.c task_statm
 */
export function parsePidStatm(file: Buffer): PidStatm {
  let count = 0
  let value = 0
  let digits = false
  for (let i = 0; i < file.length && count < 6; i++) {
    const byte = file[i] as number
    if (byte >= 0x30 && byte <= 0x39) {
      value = value * 10 + (byte - 0x30)
      digits = true
    } else if (digits) {
      field[count++] = value
      value = 0
      digits = false
    } else break
  }
  if (digits && count < 6) field[count++] = value
  if (count < 6) throw new ParseError('pid statm', file.toString('latin1', 0, 80))
  return { size: numberAt(0), resident: numberAt(1), shared: numberAt(2), text: numberAt(3), data: numberAt(5) }
}

function numberAt(index: number): number {
  return unboxed(field[index] as number)
}

export function sameStatm(a: PidStatm, b: PidStatm): boolean {
  return (
    a.resident === b.resident && a.shared === b.shared && a.size === b.size && a.data === b.data && a.text === b.text
  )
}
