import { bytesPerSecond, perSecond } from '../../format.ts'
import { isBusy, type KernelThread } from '../../model/disks/kernel-threads.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { counters } from '../../model/vmstat.ts'
import { clean, type Text, text } from '../../text.ts'

/** What a kernel thread is busy with, in one line. */
export function activity(snapshot: Snapshot, thread: KernelThread): Text {
  const target = clean(thread.target ?? '')
  const waits = thread.wchan === null ? text`` : text`, waits in ${clean(thread.wchan)}`
  const busy = isBusy(thread)
  switch (thread.duty) {
    case 'flusher':
      if (thread.atWork) return text`writes dirty pages back to ${target}${waits}`
      return busy ? text`wrote dirty pages back to ${target}` : text`idle; it last wrote back to ${target}`
    case 'journal':
      return busy ? text`writes the journal of ${target}${waits}` : text`sleeps until the journal is due`
    case 'kswapd':
      if (!busy) return text`sleeps: ${target} has enough free memory`
      return text`frees memory of ${target}${waits}: all nodes scan ${pages(snapshot, 'pgscan_kswapd')}, free ${pages(snapshot, 'pgsteal_kswapd')}`
    case 'kcompactd':
      if (!busy) return text`sleeps: no large pieces of ${target} are asked for`
      if (snapshot.get(counters).perSecond('compact_daemon_wake') === 0)
        return text`looks whether free pages of ${target} must be joined${waits}`
      return text`joins free pages of ${target} into larger pieces${waits}: woken ${events(snapshot, 'compact_daemon_wake')}/s on all nodes`
    case 'khugepaged':
      if (!busy) return text`sleeps between two scans`
      return text`joins small pages into huge ones${waits}: ${events(snapshot, 'thp_collapse_alloc')}/s`
    case 'softirq':
      return busy
        ? text`does soft interrupts of ${target} that came too fast`
        : text`sleeps: soft interrupts are done as they come`
    case 'device':
      return busy ? text`works for a device${waits}` : text`sleeps until its device has work`
  }
}

function pages(snapshot: Snapshot, name: string): Text {
  return bytesPerSecond(snapshot.get(counters).bytesPerSecond(name))
}

function events(snapshot: Snapshot, name: string): Text {
  return perSecond(snapshot.get(counters).perSecond(name))
}
