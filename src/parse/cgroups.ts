import { ParseError, source } from '../source.ts'

export interface ControllerLine {
  readonly name: string
  /** 0: of v2, or of none. */
  readonly hierarchy: number
  /** Groups in that hierarchy, also those that are removed and still hold memory. */
  readonly groups: number
  readonly enabled: boolean
}

/**
 * /proc/cgroups: `memory	4	50	1`, one controller a line. Of v1: since Linux 6.13 a kernel may leave out those it has in v2 only.
 * Kernel: kernel/cgroup/cgroup-v1.c proc_cgroupstats_show; cgroups(7)
 */
export function parseCgroups(file: Buffer): readonly ControllerLine[] {
  const lines: ControllerLine[] = []
  for (const line of file.toString('latin1').split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const match = /^(\w+)\t(\d{1,9})\t(\d{1,9})\t([01])$/.exec(line)
    if (match === null) throw new ParseError('cgroups', line)
    lines.push({
      name: match[1] as string,
      hierarchy: Number(match[2]),
      groups: Number(match[3]),
      enabled: match[4] === '1',
    })
  }
  return lines
}

export const cgroupControllers = source('/proc/cgroups', parseCgroups, 5)
