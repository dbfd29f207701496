import { ParseError } from '../../source.ts'

/** Pages. */
export interface PidStatm {
  readonly size: number
  readonly resident: number
  readonly shared: number
  readonly text: number
  /** data_vm + stack_vm. */
  readonly data: number
}

/**
 * /proc/PID/statm: `5170 931 860 208 0 178 0`, pages. resident = anon + file + shmem, shared = file + shmem; all 0 for a kernel thread.
 * Kernel: fs/proc/task_mmu.c task_statm
 */
export function parsePidStatm(file: Buffer): PidStatm {
  const field: number[] = [0, 0, 0, 0, 0, 0]
  let count = 0
  let digits = false
  for (let i = 0; i < file.length && count < 6; i++) {
    const byte = file[i] as number
    if (byte >= 0x30 && byte <= 0x39) {
      field[count] = (field[count] as number) * 10 + (byte - 0x30)
      digits = true
    } else if (digits) {
      count++
      digits = false
    } else break
  }
  if (digits) count++
  if (count < 6) throw new ParseError('pid statm', file.toString('latin1', 0, 80))
  const [size, resident, shared, text, , data] = field as [number, number, number, number, number, number]
  return { size, resident, shared, text, data }
}

export function sameStatm(a: PidStatm, b: PidStatm): boolean {
  return (
    a.resident === b.resident && a.shared === b.shared && a.size === b.size && a.data === b.data && a.text === b.text
  )
}
