import { isBusy, kernelThreads } from '../../model/disks/kernel-threads.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Line } from '../../style.ts'
import { clean, text } from '../../text.ts'
import { type Fact, facts } from '../facts.ts'
import { activity } from './thread-rows.ts'

/** A line for each that does something, two where it waits and the screen is narrow; the others by number. */
export function kernelLines(snapshot: Snapshot, width: number): readonly Line[] {
  const all = kernelThreads(snapshot)
  const busy = all.filter(isBusy)
  const idle = all.length - busy.length
  const lines = busy.slice(0, MOST).map((thread, i): Fact => {
    return {
      label: i === 0 ? text`Kernel` : text``,
      parts: [
        { text: clean(thread.process.stat.comm), style: 'kernel' },
        { text: activity(snapshot, thread), style: 'plain' },
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
