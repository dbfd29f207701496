import { kernelLog, meaningOf } from '../../model/kernel-log/log.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { LogRecord } from '../../parse/kmsg.ts'
import { valueOf } from '../../source.ts'
import { clean, text } from '../../text.ts'
import { type Column, type Drill, SWITCHES, type TableSection } from '../view.ts'
import { agoOf, isLongAgo, LEVELS, levelOf, levelStyle, timeOf } from './words.ts'

/** The newest first, as one looks for what happened last; find and filter are those of every table. */
export function messageSection(snapshot: Snapshot): TableSection {
  const entries = valueOf(kernelLog(snapshot))?.entries ?? []
  const row = (at: number) => entries[at] as LogRecord
  return {
    kind: 'table',
    id: 'kernel-log',
    title: null,
    priority: 1,
    least: 5,
    count: entries.length,
    columns: columns(snapshot, row),
    sort: { by: 'time', reverse: true },
    id_of: (at) => row(at).seq,
    key: (at) => String(row(at).seq),
    style: (at) => levelStyle(row(at)),
    drill: (at) => drillOf(row(at)),
    empty: text`nothing was said, or the log may not be read: see above`,
  }
}

function columns(snapshot: Snapshot, row: (at: number) => LogRecord): readonly Column[] {
  const now = new Date()
  return [
    {
      id: 'time',
      title: 'TIME',
      help: 'when it was said; of a capture, and from a day on, how long ago. The clock since boot drifts from that of the wall; /dev/kmsg',
      width: isOld(snapshot) ? 11 : 9,
      align: 'right',
      priority: 1,
      unit: 'seconds',
      descending: true,
      cell: (at) => ({ text: timeOf(snapshot, row(at), now), style: 'dim' }),
      // Records of one microsecond stay in their order. A filter compares how long ago it was.
      by: (at) => row(at).seq,
    },
    {
      id: 'ago',
      title: 'AGO',
      help: 'seconds since it was said: filter ago<60; /dev/kmsg',
      width: 8,
      align: 'right',
      priority: 0,
      unit: 'seconds',
      cell: (at) => text`${Math.round(agoOf(snapshot, row(at)) ?? 0)}`,
      by: (at) => agoOf(snapshot, row(at)),
    },
    {
      id: 'level',
      title: 'LEVEL',
      help: 'as dmesg names them: emerg alert crit err warn notice info debug; filter level=err; /dev/kmsg',
      width: 6,
      align: 'left',
      priority: 1,
      unit: 'text',
      values: LEVELS,
      cell: (at) => ({ text: clean(levelOf(row(at))), style: levelStyle(row(at)) }),
      by: (at) => levelOf(row(at)),
    },
    {
      id: 'means',
      title: 'MEANS',
      help: 'what whytop knows of it: oom hung conntrack syn nic disk fs readonly netfs raid hardware lockup … ; empty: nothing',
      width: 9,
      align: 'left',
      priority: 2,
      unit: 'text',
      cell: (at) => clean(meaningOf(row(at))?.id ?? ''),
      by: (at) => meaningOf(row(at))?.id ?? null,
    },
    {
      id: 'text',
      title: 'TEXT',
      help: 'the message, as the kernel wrote it; parts of it may be chosen by whoever names a process or plugs in a device; /dev/kmsg',
      width: 20,
      grow: true,
      align: 'left',
      priority: 1,
      unit: 'text',
      cell: (at) => ({ text: clean(row(at).text), style: levelStyle(row(at)) }),
      by: (at) => row(at).text,
    },
    {
      id: 'device',
      title: 'DEVICE',
      help: 'of a message of a driver: +bus:name, b and c with the number of a disk or character device, n of a network interface; /dev/kmsg',
      width: 20,
      align: 'left',
      priority: 0,
      unit: 'text',
      cell: (at) => clean(row(at).device ?? ''),
      by: (at) => row(at).device,
    },
  ]
}

/** Times of day are short; how long ago it was is longer. */
function isOld(snapshot: Snapshot): boolean {
  const [first] = valueOf(kernelLog(snapshot))?.entries ?? []
  return snapshot.facts.captured !== null || (first !== undefined && isLongAgo(agoOf(snapshot, first)))
}

/** The pane that has more of it. */
function drillOf(record: LogRecord): Drill | null {
  const pattern = meaningOf(record)
  return pattern?.view ? { view: pattern.view, about: {}, switches: SWITCHES, title: clean(pattern.id) } : null
}
