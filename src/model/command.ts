import { PF_KTHREAD } from '../parse/pid/stat.ts'
import type { Process } from '../sample/process.ts'
import { isMissing } from '../source.ts'

/** Whether the kernel runs it for itself. */
export function isKernelThread(process: Process): boolean {
  return (process.stat.flags & PF_KTHREAD) !== 0
}

/** What runs, raw: argv where it is read and not empty, else the name, in brackets for kernel threads and as ps does for zombies. */
export function commandOf(process: Process): string {
  const { comm, state } = process.stat
  if (process.tid !== process.pid) return comm
  if (isKernelThread(process)) return `[${comm}]`
  const argv = process.more.cmdline
  if (argv && !isMissing(argv) && argv.value.length > 0) return argv.value.join(' ')
  return state === 'Z' ? `[${comm}] <defunct>` : comm
}

/** The program, for grouping: the name of argv[0] without its folder, or the name the kernel keeps. */
export function programOf(process: Process): string {
  const { comm } = process.stat
  if (isKernelThread(process)) return comm.startsWith('kworker/') ? '[kworker]' : `[${comm.replace(/\/.*$/, '')}]`
  const argv = process.more.cmdline
  const first = argv && !isMissing(argv) ? argv.value[0] : undefined
  if (!first || /\s/.test(first)) return comm
  return (
    first
      .slice(first.lastIndexOf('/') + 1)
      .replace(/^-/, '')
      .replace(/:$/, '') || comm
  )
}
