import { PF_KTHREAD } from '../../parse/pid/stat.ts'
import { rate, seconds } from '../../rates.ts'
import type { Process, Processes } from '../../sample/process.ts'
import { rowOf } from '../../sample/process.ts'
import { isMissing, type Reading, valueOf } from '../../source.ts'
import type { Seconds } from '../../units.ts'
import { functionName } from '../load/classify.ts'
import type { LoadThread } from '../load/decompose.ts'
import { load } from '../load/model.ts'
import type { Snapshot } from '../snapshot.ts'

/** A thread that waits until what it wrote is on a disk. */
export interface Syncing {
  readonly thread: LoadThread
  readonly process: Process
  /** One such wait on average since the look before: a thread that waits for a second has not run in it. Null: not known yet. */
  readonly wait: Seconds | null
}

/**
 * fs/sync.c, and where file systems wait on its behalf: fs/jbd2 jbd2_log_wait_commit, fs/xfs xfs_log_force_seq, fs/btrfs wait_log_commit,
 * fs/ext4/fsync.c, fs/f2fs, mm/filemap.c file_write_and_wait_range; an open file with O_SYNC comes the same way.
 */
const WAITS =
  /^_*(jbd2_log_wait_commit|jbd2_complete_transaction|xfs_log_force|xlog_(wait_on_iclog|state_sync|force)|wait_log_commit|btrfs_sync_log|ext4_sync_file|f2fs_do_sync_file|f2fs_issue_flush|file_write_and_wait|filemap_fdatawait|filemap_fdatawrite|folio_wait_writeback|wait_on_page_writeback|blkdev_issue_flush|vfs_fsync|do_fsync|x64_sys_(fsync|fdatasync|sync|syncfs|msync)|ksys_sync|sync_inodes_sb|wb_wait_for_completion)/
/** In these more than fsync waits: only the stack tells. */
const SHARED =
  /^_*(folio_wait_writeback|wait_on_page_writeback|filemap_fdatawait|filemap_fdatawrite|jbd2_complete_transaction)/

/** Of programs, who waits longest first. Null: threads were not looked at. */
export function syncing(snapshot: Snapshot): readonly Syncing[] | null {
  const { after, before } = snapshot.samples
  const threads = snapshot.get(load).threads?.threads
  const now = after.processes
  if (!threads || !now) return null
  return threads
    .filter(isSyncing)
    .flatMap((thread): readonly Syncing[] => {
      const process = now.rows[rowOf(now.rows, thread.look.pid)]
      if (!process) return []
      return [{ thread, process, wait: waitOf(turnsOf(before?.processes ?? null, thread), turnsOf(now, thread)) }]
    })
    .sort((a, b) => (b.wait ?? 0) - (a.wait ?? 0))
}

function isSyncing({ look, wchan, cause }: LoadThread): boolean {
  if (wchan === null || (look.flags & PF_KTHREAD) !== 0 || cause === 'd_network_fs') return false
  const name = functionName(wchan)
  if (WAITS.test(name) && !SHARED.test(name)) return true
  const outer = (look.stack ?? []).map(functionName)
  return outer.length > 0 ? outer.some((frame) => WAITS.test(frame) && !SHARED.test(frame)) : SHARED.test(name)
}

interface Turns {
  readonly at: number
  readonly slices: number
}

/** How often it has run so far. */
function turnsOf(processes: Processes | null, { look }: LoadThread): Turns | null {
  if (!processes) return null
  const own = processes.threads.get(look.pid)?.find(({ tid }) => tid === look.tid)
  const row = processes.rows[rowOf(processes.rows, look.pid)]
  const known: Reading<{ readonly slices: number }> | null | undefined =
    own?.schedstat ?? (look.tid === look.pid ? row?.more.schedstat : null)
  if (!known || isMissing(known)) return null
  const value = valueOf(known)
  return value ? { at: known.at, slices: value.slices } : null
}

/** Not once since the look before: it has waited all that time. */
function waitOf(before: Turns | null, after: Turns | null): Seconds | null {
  if (!before || !after) return null
  const dt = seconds(before.at, after.at)
  const turns = rate(before.slices, after.slices, dt)
  return turns === null ? null : dt / Math.max(1, turns * dt)
}
