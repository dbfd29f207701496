import { netSpaces } from '../../model/tcp/namespaces.ts'
import { inodeOf } from './namespaces.ts'
import type { Seen } from './seen.ts'

/** The network namespaces of this machine, whytop's own first; null: others are not known. */
export function namespacesJson({ snapshot }: Seen) {
  const { rows, missing } = netSpaces(snapshot.samples)
  if (missing) return null
  return rows.map(({ link, pid, comm, processes, estab, rest, timeWait, udp }) => ({
    inode: inodeOf(link),
    own: pid === null,
    pid,
    comm,
    processes,
    established: estab,
    other_tcp: rest,
    time_wait: timeWait,
    udp,
  }))
}
