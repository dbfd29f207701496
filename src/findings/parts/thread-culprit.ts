import type { PidStat } from '../../parse/pid/stat.ts'
import type { Process } from '../../sample/process.ts'
import type { Culprit } from '../rule.ts'

/** A thread, by its process and its own number; Enter shows it among the threads of its process. */
export function threadCulprit(
  { process, tid, stat }: { readonly process: Process; readonly tid: number; readonly stat: PidStat },
  share: string,
): Culprit {
  const start = process.stat.starttime
  const drill = { view: 'process', page: 'threads', about: { pid: process.pid, start } }
  if (tid === process.pid) return { kind: 'process', key: `${tid}:${start}`, name: `${stat.comm} ${tid}`, share, drill }
  return {
    kind: 'thread',
    key: `${process.pid}:${start}:${tid}`,
    name: `${stat.comm} ${tid} of ${process.stat.comm} ${process.pid}`,
    share,
    drill,
  }
}
