const SHORT: Readonly<Record<string, string>> = {
  EMFILE: 'whytop has no file descriptor left',
  ENFILE: 'the machine has no file descriptor left',
  EAGAIN: 'no process can be started: a limit of processes is reached',
  ENOMEM: 'there is no memory to start a process',
}

/** What a failure says that the machine is short of, which is no bug of ours; null: it says something else. */
export function shortageOf(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return typeof code === 'string' && Object.hasOwn(SHORT, code) ? `${SHORT[code]} (${code})` : null
}

/** Of Node's own that a program could not be started: it comes as an event of a child nobody has got. */
export function spawnShortageOf(error: unknown): string | null {
  const call = error instanceof Error && 'syscall' in error ? error.syscall : null
  return typeof call === 'string' && call.startsWith('spawn') ? shortageOf(error) : null
}
