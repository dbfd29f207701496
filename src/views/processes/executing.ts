import type { Snapshot } from '../../model/snapshot.ts'
import type { Missing } from '../../source.ts'
import type { Line } from '../../style.ts'
import { clean, type Text, text } from '../../text.ts'

/** Processes that hang in execve, so that nothing more may be read of them. */
export function executing(snapshot: Snapshot): readonly Missing[] {
  return stuck(snapshot).map(({ pid, comm }) => ({
    missing: 'pending',
    source: `/proc/${pid}/stat`,
    why: `${comm} is in the middle of execve: who reads it then may wait for ever`,
    remedy:
      'a descriptor of a dead FUSE or NFS mount holds it up, most likely: umount -f, or abort the FUSE connection',
  }))
}

/** One line that names them; none: there are none. */
export function executingLines(snapshot: Snapshot): readonly Line[] {
  const [first, ...more] = stuck(snapshot)
  if (!first) return []
  const others = more.length === 0 ? text`` : (text` and ${more.length} more` as Text)
  const words = text` ~ ${first.pid} ${clean(first.comm)}${others}: stuck in execve, not read (a dead FUSE or NFS mount?)`
  return [{ spans: [{ text: words, style: 'warning' }] }]
}

function stuck(snapshot: Snapshot) {
  return snapshot.samples.after.processes?.executing ?? []
}
