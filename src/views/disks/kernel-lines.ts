import { isBusy, kernelThreads } from '../../model/disks/kernel-threads.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Line } from '../../style.ts'
import { width as cells, clean, cut, text } from '../../text.ts'
import { type Fact, facts, LABEL } from '../facts.ts'
import { activity } from './thread-rows.ts'

/** One line for each that does something, the others by number. */
export function kernelLines(snapshot: Snapshot, width: number): readonly Line[] {
  const all = kernelThreads(snapshot)
  const busy = all.filter(isBusy)
  const idle = all.length - busy.length
  const lines = busy.slice(0, MOST).map((thread, i): Fact => {
    const name = clean(thread.process.stat.comm)
    const room = Math.max(10, width - LABEL - 8 - cells(name))
    return {
      label: i === 0 ? text`Kernel` : text``,
      parts: [
        { text: name, style: 'kernel' },
        { text: cut(activity(snapshot, thread), room), style: 'plain' },
      ],
    }
  })
  const rest: Fact = {
    label: busy.length === 0 ? text`Kernel` : text``,
    parts: [{ text: text`${idle} threads for memory and disks sleep: page Kernel`, style: 'dim' }],
  }
  return [...lines, rest].flatMap((fact) => facts([fact], width))
}

const MOST = 5
