import { cpuTime, percent, perSecond, sign } from '../../format.ts'
import { classify } from '../../model/load/classify.ts'
import { MOST_THREADS, type ThreadRow, threadRows, threadSources } from '../../model/process/thread-rows.ts'
import { policyName, priorityName } from '../../model/scheduling.ts'
import { isMissing } from '../../source.ts'
import { clean, text } from '../../text.ts'
import { numbers, words } from '../column.ts'
import { quiet, quietShare } from '../quiet.ts'
import type { Cell, Column, TableSection } from '../view.ts'
import { headSection, stateStyle } from './head.ts'
import { finite } from './numbers.ts'
import type { Page, Seen } from './page.ts'

export const threadsPage: Page = {
  id: 'threads',
  title: 'Threads',
  files: ['task', 'owner'],
  userOnly: [],
  sources: threadSources,
  sections: (on) => [headSection(on), threadTable(on)],
  json: (on) => ({ threads: rowsOf(on).map(threadJson) }),
}

export function rowsOf({ snapshot, looked, mayRead }: Seen): readonly ThreadRow[] {
  return threadRows(snapshot.samples, looked, snapshot.facts.tick, mayRead)
}

export function threadTable(on: Seen): TableSection {
  const rows = rowsOf(on)
  const at = (row: number) => rows[row] as ThreadRow
  return {
    kind: 'table',
    id: 'process-threads',
    priority: 3,
    least: 4,
    title:
      rows.length > MOST_THREADS ? text`${rows.length} threads; wchan and switches of the first ${MOST_THREADS}` : null,
    count: rows.length,
    columns: threadColumns(at),
    sort: { by: 'cpu', reverse: true },
    id_of: (row) => at(row).thread.tid,
    key: (row) => `${at(row).thread.tid}:${at(row).thread.stat.starttime}`,
    empty: on.looked.ended ? text`it has ended, its threads with it` : text`~  its threads are not read yet`,
  }
}

function threadColumns(at: (row: number) => ThreadRow): readonly Column[] {
  const stat = (row: number) => at(row).thread.stat
  return [
    numbers(
      {
        id: 'tid',
        title: 'TID',
        width: 7,
        priority: 1,
        help: 'id of the thread; that of the leader is the pid; /proc/PID/task',
      },
      'count',
      (row) => at(row).thread.tid,
      (tid) => text`${tid ?? 0}`,
    ),
    words(
      {
        id: 'state',
        title: 'S',
        width: 1,
        priority: 1,
        help: 'R running or runnable, S sleeping, D uninterruptible, T stopped, t traced, Z zombie, I idle; /proc/PID/task/TID/stat 3',
      },
      (row) => stat(row).state,
      (row) => ({ text: clean(stat(row).state), style: stat(row).state === 'S' ? 'dim' : stateStyle(stat(row).state) }),
    ),
    numbers(
      {
        id: 'cpu',
        title: '%CPU',
        width: 5,
        priority: 1,
        help: 'CPU used since the last sample, 100 is one CPU; run time in /proc/PID/task/TID/schedstat',
      },
      'percent',
      (row) => percentage(at(row).cpus),
      (_, row) => quietShare(at(row).cpus),
    ),
    numbers(
      {
        id: 'wait',
        title: '%WAIT',
        width: 5,
        priority: 2,
        help: 'of the time since the last sample it could run and had no CPU; wait time in /proc/PID/task/TID/schedstat',
      },
      'percent',
      (row) => percentage(at(row).waited),
      (_, row) => ({
        text: percent(at(row).waited),
        style: (at(row).waited ?? 0) >= 0.1 ? 'warning' : at(row).waited === 0 ? 'dim' : 'plain',
      }),
    ),
    numbers(
      {
        id: 'time',
        title: 'TIME+',
        width: 9,
        priority: 3,
        help: 'CPU time since it started, user and system; /proc/PID/task/TID/stat 14, 15',
      },
      'seconds',
      (row) => at(row).time,
      cpuTime,
    ),
    words(
      {
        id: 'policy',
        title: 'POLICY',
        width: 6,
        priority: 6,
        help: 'scheduling policy and real-time priority: TS other, FF fifo, RR, B batch, IDL, DLN deadline, EXT; /proc/PID/task/TID/stat 40, 41',
      },
      (row) => policyName(stat(row)),
    ),
    words(
      {
        id: 'pri',
        title: 'PRI',
        width: 4,
        priority: 5,
        help: 'priority as top PR: 20 + nice, −1 − real-time priority; higher is later; /proc/PID/task/TID/stat 18',
      },
      (row) => priorityName(stat(row)),
    ),
    numbers(
      {
        id: 'lastcpu',
        title: 'CPU',
        width: 4,
        priority: 5,
        help: 'the CPU it last ran on; /proc/PID/task/TID/stat 39',
      },
      'count',
      (row) => stat(row).processor,
      (cpu) => text`${cpu ?? 0}`,
    ),
    numbers(
      {
        id: 'vcsw',
        title: 'VCSW/s',
        width: 6,
        priority: 4,
        help: 'voluntary context switches per second: it waited for something; /proc/PID/task/TID/status',
      },
      'count',
      (row) => at(row).voluntary,
      (rate) => quiet(rate, perSecond),
    ),
    numbers(
      {
        id: 'ivcsw',
        title: 'ICSW/s',
        width: 6,
        priority: 4,
        help: 'involuntary context switches per second: it was made to give up the CPU; /proc/PID/task/TID/status',
      },
      'count',
      (row) => at(row).involuntary,
      (rate) => quiet(rate, perSecond),
    ),
    words(
      { id: 'name', title: 'NAME', width: 15, priority: 1, help: 'name of the thread; /proc/PID/task/TID/comm' },
      (row) => stat(row).comm,
    ),
    {
      ...words(
        {
          id: 'wchan',
          title: 'WCHAN',
          width: 20,
          priority: 2,
          help: 'kernel function it sleeps in, and in D why; - when it does not sleep, n/a without the right to know; /proc/PID/task/TID/wchan',
        },
        (row) => wchanWords(at(row)),
        (row) => wchanCell(at(row)),
      ),
      grow: true,
    },
  ]
}

function percentage(share: number | null): number | null {
  return share === null ? null : share * 100
}

function wchanWords({ wchan }: ThreadRow): string | null {
  return wchan === null || typeof wchan === 'string' ? wchan : null
}

function wchanCell({ thread, wchan }: ThreadRow): Cell {
  if (wchan !== null && typeof wchan !== 'string' && isMissing(wchan))
    return { text: sign(wchan.missing), style: 'dim' }
  if (thread.stat.state !== 'D') return { text: clean(wchan ?? '-'), style: 'dim' }
  const sleep = classify({ wchan, stack: null })
  return { text: text`${clean(wchan ?? '-')}: ${clean(sleep.says)}`, style: 'hot' }
}

function threadJson(row: ThreadRow) {
  const { stat, tid } = row.thread
  return {
    tid,
    comm: stat.comm,
    state: stat.state,
    cpu_percent: finite(percentage(row.cpus)),
    wait_percent: finite(percentage(row.waited)),
    time_seconds: row.time,
    wchan: wchanWords(row),
    policy: policyName(stat),
    pri: stat.priority,
    last_cpu: stat.processor,
    voluntary_switches_per_second: row.voluntary,
    involuntary_switches_per_second: row.involuntary,
  }
}
