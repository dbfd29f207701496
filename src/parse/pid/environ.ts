export interface Variable {
  readonly name: string
  /** Null where there is no `=`: the program wrote over its environment. */
  readonly value: string | null
}

/**
 * /proc/PID/environ: `NAME=value`, each ended by a NUL; as it was when the program started. Values may be secrets. Raw.
 * Kernel: fs/proc/base.c environ_read
 */
export function parsePidEnviron(file: Buffer): readonly Variable[] {
  const variables: Variable[] = []
  for (const entry of file.toString().split('\0')) {
    if (entry === '') continue
    const equals = entry.indexOf('=')
    variables.push(
      equals === -1 ? { name: entry, value: null } : { name: entry.slice(0, equals), value: entry.slice(equals + 1) },
    )
  }
  return variables
}
