import { load as average, count } from '../../format.ts'
import { commandOf } from '../../model/command.ts'
import { top } from '../../model/load/attribute.ts'
import type { Contribution } from '../../model/load/contribution.ts'
import { load } from '../../model/load/model.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { findTask } from '../../model/tasks.ts'
import { clean, text } from '../../text.ts'
import { commandColumn, numbered, numbers, words } from '../column.ts'
import { quiet } from '../quiet.ts'
import type { Column, TableSection } from '../view.ts'
import { causeCell } from './causes.ts'
import { load1Column } from './load1-column.ts'
import { mainCause, unnamed, watched } from './shares.ts'

interface Row {
  readonly part: Contribution
  readonly now: number
  readonly share: number
  /** Raw: as it is now, and of one that has ended as it was. */
  readonly command: string
}

/** Processes by what all of their threads put into the 1 minute average; below the threads, what is not named was said already. */
export function processSection(snapshot: Snapshot, priority: number, least: number, saysRest: boolean): TableSection {
  const known = watched(snapshot)
  const counts = new Map<number, number>()
  for (const { look } of snapshot.get(load).threads?.threads ?? [])
    counts.set(look.pid, (counts.get(look.pid) ?? 0) + 1)
  const rows = known
    ? top(known.state.processes, MOST).map(
        (part): Row => ({
          part,
          now: counts.get(part.pid) ?? 0,
          share: part.load / known.shares.load,
          command: commandNow(snapshot, part),
        }),
      )
    : []
  const row = (at: number) => rows[at] as Row
  const start = (at: number) => row(at).part.processStarttime
  return {
    kind: 'table',
    id: 'load-processes',
    title: saysRest ? text`Processes in the load  ${unnamed(snapshot, 'smallProcesses')}` : text`Processes in the load`,
    priority,
    least,
    count: rows.length,
    columns: processColumns(row),
    sort: { by: 'share', reverse: true },
    id_of: (at) => `${row(at).part.pid}:${start(at)}`,
    key: (at) => `${row(at).part.pid}:${start(at)}`,
    style: (at) => (row(at).now === 0 ? 'dim' : 'plain'),
    pid: (at) => row(at).part.pid,
    drill: (at) => ({
      view: 'process',
      page: 'threads',
      about: { pid: row(at).part.pid, start: start(at) },
      title: clean(`${row(at).part.comm} ${row(at).part.pid}`),
    }),
    empty: text`no process yet`,
  }
}

const MOST = 1000

/** Its arguments may have been read since it was seen first. */
function commandNow({ tasks }: Snapshot, { pid, processStarttime, command }: Contribution): string {
  const process = tasks.rows[findTask(tasks, pid)]
  return process?.stat.starttime === processStarttime ? commandOf(process) : command
}

function processColumns(row: (at: number) => Row): readonly Column[] {
  return [
    numbered(
      { id: 'pid', title: 'PID', help: 'process id; /proc/PID', width: 7, priority: 1 },
      (at) => row(at).part.pid,
    ),
    numbers(
      { id: 'now', title: 'NOW', help: 'its threads that the load counts now', width: 5, priority: 1 },
      'count',
      (at) => row(at).now,
      (value) => quiet(value, count),
    ),
    numbers(
      {
        id: 'load1',
        title: 'LOAD1',
        help: 'how much of the 1 minute average it made, in threads',
        width: 6,
        priority: 1,
      },
      'count',
      (at) => row(at).part.load,
      average,
    ),
    load1Column((at) => row(at).share, { help: 'share of the 1 minute average, all of its threads together' }),
    words(
      { id: 'cause', title: 'CAUSE', help: 'what it counted for most', width: 21, priority: 1 },
      (at) => mainCause(row(at).part),
      (at) => causeCell(mainCause(row(at).part)),
    ),
    commandColumn((at) => row(at).command),
  ]
}
