import { ParseError } from '../../source.ts'

/** `blocked`: asleep, but not in a system call (a page fault, the end of a thread). */
export type PidSyscall =
  | { readonly state: 'running' }
  | { readonly state: 'blocked'; readonly sp: bigint; readonly pc: bigint }
  | {
      readonly state: 'syscall'
      /** The number depends on the architecture. */
      readonly number: number
      readonly args: readonly bigint[]
      readonly sp: bigint
      readonly pc: bigint
    }

const WORD = /^0x[0-9a-f]{1,16}$/

/**
 * /proc/PID/syscall: `0 0x3 0x7f44a3e44000 0x20000 0x7f44a3ed7b60 0xffffffff 0x0 0x7ffda6bc9868 0x7f44a3fc02ad` (number, six
 * arguments, stack pointer, program counter), `-1 SP PC`, or `running`. The same user or CAP_SYS_PTRACE only.
 * Kernel: fs/proc/base.c proc_pid_syscall
 */
export function parsePidSyscall(file: Buffer): PidSyscall {
  const line = file.toString('latin1', 0, 300).trimEnd()
  if (line === 'running') return { state: 'running' }
  const [number = '', ...words] = line.split(' ')
  if (!/^-?\d{1,9}$/.test(number) || !words.every((word) => WORD.test(word))) throw new ParseError('pid syscall', line)
  const values = words.map(BigInt)
  const pc = values.pop()
  const sp = values.pop()
  if (sp === undefined || pc === undefined || values.length !== (number === '-1' ? 0 : 6)) {
    throw new ParseError('pid syscall', line)
  }
  return number === '-1'
    ? { state: 'blocked', sp, pc }
    : { state: 'syscall', number: Number(number), args: values, sp, pc }
}
