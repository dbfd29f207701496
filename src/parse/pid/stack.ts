import { ParseError } from '../../source.ts'

const LINE = /^\[<[0-9a-f]+>\] (.+)$/

/**
 * /proc/PID/stack: `[<0>] do_wait+0x114/0x320`, innermost call first; returned without the address, which is always hidden.
 * Needs CAP_SYS_ADMIN. Empty for a task on a CPU.
 * Kernel: fs/proc/base.c proc_pid_stack
 */
export function parsePidStack(file: Buffer): readonly string[] {
  const calls: string[] = []
  for (const line of file.toString('latin1').split('\n')) {
    if (line === '') continue
    const call = LINE.exec(line)?.[1]
    if (call === undefined) throw new ParseError('pid stack', line)
    // Older kernels end the list with a mark of their own.
    if (call !== '0xffffffffffffffff') calls.push(call)
  }
  return calls
}
