import type { Host } from './host/host.ts'
import { libc } from './native/libc.ts'

/**
 * Ends the program, the terminal being restored. A read that is blocked in the kernel holds up process.exit() for good:
 * then the process ends by _exit(2), or where there is no koffi by a signal to itself.
 */
export function leave(host: Host | null, code: number): never {
  const blocked = host?.close() ?? false
  if (!blocked) process.exit(code)
  const native = libc()
  if (native) native.exit(code)
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const) process.removeAllListeners(signal)
  process.kill(process.pid, 'SIGTERM')
  // The signal ends the process before the next instruction of it could matter.
  throw new Error('SIGTERM did not end the process')
}
