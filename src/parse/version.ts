import { ParseError, source } from '../source.ts'

export interface Version {
  /** As uname -r: '6.1.0-56-amd64'. */
  readonly release: string
  readonly major: number
  readonly minor: number
  /** The whole line: compiler, build number and date too. */
  readonly banner: string
}

const LINE = /^Linux version ((\d+)\.(\d+)\S*)/

/**
 * /proc/version: `Linux version 6.1.0-56-amd64 (debian-kernel@…) (gcc-12 …) #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2`.
 * Kernel: fs/proc/version.c, init/version.c linux_proc_banner
 */
export function parseVersion(file: Buffer): Version {
  const banner = file.toString().trimEnd()
  const match = LINE.exec(banner)
  if (match === null) throw new ParseError('version', banner)
  return { release: match[1] as string, major: Number(match[2]), minor: Number(match[3]), banner }
}

export const version = source('/proc/version', parseVersion)
