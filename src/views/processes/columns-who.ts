import { hasNice, policyName, priorityName } from '../../model/scheduling.ts'
import type { Process } from '../../sample/process.ts'
import { clean, type Text, text } from '../../text.ts'
import type { Column } from '../view.ts'
import { asked, fromFile } from './cells.ts'
import { number, words } from './column-kinds.ts'
import type { Shown, TaskContext } from './context.ts'

/** Who a task is, and how it is scheduled. */
export function whoColumns(shown: Shown): readonly Column[] {
  const { switches } = shown.context
  const process = (row: number) => shown.table.rows[row] as Process
  const stat = (row: number) => process(row).stat
  const user = (row: number) => {
    const owner = asked(process(row).more.owner)
    return owner === null ? null : (shown.context.users.get(owner) ?? `${owner}`)
  }
  return [
    number('pid', 'PID', 7, 1, 'process id; /proc/PID', (r) => process(r).pid),
    number('ppid', 'PPID', 7, switches.tree ? 6 : 0, 'id of the parent; /proc/PID/stat 4', (r) => stat(r).ppid),
    number(
      'tid',
      'TID',
      7,
      switches.threads ? 1 : 0,
      'id of the thread; what is told of a whole process stands in the row of its leader alone; /proc/PID/task',
      (r) => process(r).tid,
    ),
    {
      ...words(
        'user',
        'USER',
        9,
        1,
        'effective user, owner of /proc/PID; a number where the name is not in /etc/passwd',
        user,
      ),
      files: ['owner'],
      dear: true,
      cell: fromFile(shown, 'owner', (uid) => userName(shown.context, uid)),
    },
    {
      ...number(
        'pri',
        'PRI',
        3,
        3,
        'priority as top PR: 20 + nice, −1 − real-time priority; rt from 99 and for deadline; higher is later; /proc/PID/stat 18',
        (r) => stat(r).priority,
      ),
      cell: (row) => text`${priorityName(stat(row)) as Text}`,
      descending: false,
    },
    {
      ...number(
        'ni',
        'NI',
        3,
        4,
        'nice −20 to 19, each step is 1.25 times the share; - where the policy has none; /proc/PID/stat 19',
        (r) => (hasNice(stat(r)) ? stat(r).nice : null),
      ),
      descending: false,
    },
    words(
      'policy',
      'POLICY',
      6,
      0,
      'scheduling policy and real-time priority: TS other, FF fifo, RR, B batch, IDL, DLN deadline, EXT; /proc/PID/stat 40, 41',
      (r) => policyName(stat(r)),
    ),
    {
      ...words(
        'state',
        'S',
        1,
        1,
        'state: R running or runnable, S sleeping, D uninterruptible, T stopped, t traced, Z zombie, I idle kernel thread; of the leader thread; /proc/PID/stat 3',
        (r) => stat(r).state,
      ),
      cell: (row) => stateCell(stat(row).state),
    },
  ]
}

function userName(context: TaskContext, uid: number): Text {
  return clean(context.users.get(uid) ?? `${uid}`)
}

function stateCell(state: string) {
  if (state === 'R') return { text: text`R`, style: 'ok' } as const
  if (state === 'D') return { text: text`D`, style: 'hot' } as const
  if (state === 'Z' || state === 'T' || state === 't') return { text: clean(state), style: 'warning' } as const
  return { text: clean(state), style: 'dim' } as const
}
