import type { Counter } from '../../units.ts'
import { flatKeyed } from '../keyed.ts'

/** Times a limit of the group, or of one below it, refused a fork. Before Linux 6.11 the limit of a group above counted as well. */
export interface PidsEvents {
  readonly max?: Counter<'fork'>
}

/**
 * pids.events of a cgroup, v1 (Linux 4.6) and v2: `max 12`.
 * Kernel: kernel/cgroup/pids.c; Documentation/admin-guide/cgroup-v2.rst
 */
export function parsePidsEvents(file: Buffer): PidsEvents {
  const max = flatKeyed('pids.events', file).get('max')
  return max === undefined ? {} : { max }
}
