import { isBusy, type KernelThread, kernelThreads } from '../../model/disks/kernel-threads.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Line } from '../../style.ts'
import { clean, fit, type Text, text } from '../../text.ts'
import { facts, LABEL } from '../facts.ts'
import { wrapWords } from '../words.ts'
import { activity } from './thread-rows.ts'

/** What each that is busy does, in a column of its own; the others by number. */
export function kernelLines(snapshot: Snapshot, width: number): readonly Line[] {
  const all = kernelThreads(snapshot)
  const busy = all.filter(isBusy)
  const lines = busy
    .slice(0, MOST)
    .flatMap((thread, i) => threadLines(snapshot, thread, i === 0 ? KERNEL : NONE, width))
  const rest = text`${all.length - busy.length} threads for memory and disks sleep: page Kernel`
  return [
    ...lines,
    ...facts([{ label: busy.length === 0 ? KERNEL : NONE, parts: [{ text: rest, style: 'dim' }] }], width),
  ]
}

function threadLines(snapshot: Snapshot, thread: KernelThread, label: Text, width: number): readonly Line[] {
  const cells = width < WIDE ? NAME.narrow : NAME.wide
  const name = clean(thread.process.stat.comm)
  return wrapWords(activity(snapshot, thread), width - LABEL - 1 - cells - 2).map((words, i) => ({
    spans: [
      { text: fit(text` ${i === 0 ? label : NONE}`, LABEL + 1), style: 'label' },
      { text: fit(i === 0 ? name : NONE, cells, 'left', text`…`), style: 'kernel' },
      { text: text`  ${words}`, style: 'plain' },
    ],
  }))
}

const MOST = 5
const KERNEL = text`Kernel`
const NONE = text``
/** Where the screen is narrow the name of a worker is cut: the page Kernel has all of it. */
const NAME = { narrow: 14, wide: 26 } as const
const WIDE = 100
