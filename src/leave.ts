import { EXIT } from './exit-codes.ts'
import type { Host } from './host/host.ts'
import { libc } from './native/libc.ts'
import { isTerminal } from './native/terminal.ts'

/** What of 0, 1 and 2 was a terminal at the start. */
const TERMINALS = [0, 1, 2].filter(isTerminal)

/**
 * Ends the program, the terminal being restored. A read that is blocked in the kernel holds up process.exit() for good:
 * then the process ends by _exit(2), or where there is no koffi by a signal to itself. So does a config file that is still being saved,
 * and a terminal that is gone: Node gives it back once more, and aborts where it cannot (src/node.cc ResetStdio).
 * A death by signal cannot look like success, so q is told as 143 then. Tried on Node 20.20 beside a blocked read: process.exit(),
 * process.reallyExit() and a worker's wait for that thread for good; Node has neither _exit nor, before 22, execve.
 */
export function leave(host: Host | null, code: number, isSaving = false): never {
  const blocked = (host?.close() ?? false) || isSaving
  const isGone = TERMINALS.some((fd) => !isTerminal(fd))
  if (!blocked && !isGone) process.exit(code)
  const native = libc()
  if (native) native.exit(code)
  const signal = DEATHS[code] ?? 'SIGTERM'
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
  // The signal ends the process before the next instruction of it could matter.
  throw new Error(`${signal} did not end the process`)
}

/** What is printed is not taken. That the reader has gone is no failure: `whytop --once | head`. */
export function unwritten(error: NodeJS.ErrnoException, host: Host | null): never {
  if (error.code === 'EPIPE') leave(host, EXIT.fine)
  process.stderr.write(`whytop: stdout cannot be written: ${error.code ?? error.message}\n`)
  leave(host, EXIT.failed)
}

/** By exit code, as a shell tells a death by signal. SIGQUIT would leave a core file. */
const DEATHS: Readonly<Record<number, 'SIGHUP' | 'SIGINT'>> = { 129: 'SIGHUP', 130: 'SIGINT' }
