import { missingFrom } from '../../sample/missing.ts'
import type { Process } from '../../sample/process.ts'
import { isMissing } from '../../source.ts'
import type { LoadThread } from '../load/decompose.ts'
import { sleepsForServer } from '../load/for-server.ts'
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
  /** The first that waits for a dead FUSE program does so in S: fs/fuse/dev.c request_wait_answer. */
  readonly asleep: readonly Process[]
}

export function networkWaiters(snapshot: Snapshot): NetworkWaiters {
  const threads = snapshot.get(load).threads?.threads.filter(({ cause }) => cause === 'd_network_fs') ?? []
  const rows = snapshot.samples.after.processes?.rows ?? []
  return { threads, asleep: rows.filter(sleepsForServer) }
}
