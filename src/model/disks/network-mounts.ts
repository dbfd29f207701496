import { missingFrom } from '../../sample/missing.ts'
import type { Process } from '../../sample/process.ts'
import { isMissing } from '../../source.ts'
import type { LoadThread } from '../load/decompose.ts'
import { sleepsForServer, threadSleepsForServer } from '../load/for-server.ts'
import { load } from '../load/model.ts'
import type { Snapshot } from '../snapshot.ts'
import { type Mounted, mounted } from './mounts.ts'

/** Mounts with a server or a program behind them that does not answer how full it is. */
export function silentMounts(snapshot: Snapshot): readonly Mounted[] {
  return snapshot.get(mounted).filter(({ remote, usage }) => remote && isMissing(usage) && usage.why === SILENT)
}

const SILENT = missingFrom('statfs-remote:/', 'ETIMEDOUT').why

/** `nas:/export`, `//nas/share`: the server of it; of a FUSE mount its type. */
export function serverOf({ source, type }: Pick<Mounted, 'source' | 'type'>): string {
  const [, host] = /^(?:\/\/)?(\[[^\]]+\]|[^:/]+)(?::\/|\/)/.exec(source) ?? []
  return host ?? type
}

/** Programs that wait for a file server, or for the program behind a FUSE mount. */
export interface NetworkWaiters {
  /** In D. */
  readonly threads: readonly LoadThread[]
  /** With a thread in S, as the first that waits for a dead FUSE program: fs/fuse/dev.c request_wait_answer. */
  readonly asleep: readonly Process[]
}

export function networkWaiters(snapshot: Snapshot): NetworkWaiters {
  const processes = snapshot.samples.after.processes
  const ours = new Set(processes?.rows.filter((row) => isOurs(row, snapshot.facts.self)).map(({ pid }) => pid))
  const threads =
    snapshot.get(load).threads?.threads.filter(({ cause, look }) => cause === 'd_network_fs' && !ours.has(look.pid)) ??
    []
  const isAsleep = (row: Process) =>
    !ours.has(row.pid) &&
    (sleepsForServer(row) || (processes?.threads.get(row.pid)?.some(threadSleepsForServer) ?? false))
  return { threads, asleep: processes?.rows.filter(isAsleep) ?? [] }
}

/** A child that asks for whytop how full a mount is, or one that a whytop left behind: nobody waits for its answer. */
function isOurs({ stat }: Process, self: number | null): boolean {
  return stat.ppid === self || (stat.ppid === 1 && stat.comm === 'stat')
}
