import { count } from '../../format.ts'
import { CAUSE_KEYS, CAUSES, type Cause, UNCOUNTED, UNCOUNTED_KEYS, type Uncounted } from '../../model/load/cause.ts'
import type { LoadThread } from '../../model/load/decompose.ts'
import { load } from '../../model/load/model.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { clean, text } from '../../text.ts'
import { numbers, orderColumn, words } from '../column.ts'
import { quiet, quietShare } from '../quiet.ts'
import type { Cell, Column, TableSection } from '../view.ts'
import { load1Column } from './load1-column.ts'
import { MARKS } from './marks.ts'
import { watched } from './shares.ts'

interface CauseRow {
  readonly key: Cause | Uncounted
  readonly threads: number | null
  /** Of the 1 minute average. Null: it does not count, or was not watched. */
  readonly share: number | null
  readonly says: string
}

/** Why the load is what it is: one row a cause that is there or was, then what does not count. */
export function causeSection(snapshot: Snapshot): TableSection {
  const rows = causeRows(snapshot)
  const row = (at: number) => rows[at] as CauseRow
  return {
    kind: 'table',
    id: 'load-causes',
    title: null,
    priority: 2,
    least: Math.min(rows.length + 1, 5),
    count: rows.length,
    columns: causeColumns(row),
    sort: { by: 'order', reverse: false },
    id_of: (at) => row(at).key,
    key: (at) => row(at).key,
    style: (at) => (isCause(row(at).key) ? 'plain' : 'dim'),
    drill: (at) => ({
      view: 'load',
      page: 'threads',
      about: { cause: row(at).key },
      title: clean(wordOf(row(at).key).title),
    }),
    empty: text`nothing counts`,
  }
}

export function isCause(key: string): key is Cause {
  return key in CAUSES
}

export function isUncounted(key: string): key is Uncounted {
  return key in UNCOUNTED
}

export function wordOf(key: Cause | Uncounted) {
  return isCause(key) ? CAUSES[key] : UNCOUNTED[key]
}

function causeRows(snapshot: Snapshot): readonly CauseRow[] {
  const { threads } = snapshot.get(load)
  const known = watched(snapshot)
  const causes = CAUSE_KEYS.map(
    (key): CauseRow => ({
      key,
      threads: threads?.tasks[key] ?? null,
      share: known?.shares.causes[key] ?? null,
      says: (key === 'd_other' && vforks(threads?.threads ?? [])) || CAUSES[key].says,
    }),
  )
  const others = UNCOUNTED_KEYS.map(
    (key): CauseRow => ({ key, threads: threads?.notCounted[key] ?? null, share: null, says: UNCOUNTED[key].says }),
  )
  return [
    ...causes.filter(
      ({ key, threads: now, share }) =>
        key === 'on_cpu' || key === 'waiting' || (now ?? 0) > 0 || (share ?? 0) >= 0.0005,
    ),
    // Kernel threads without work are many and say nothing; the summary counts them.
    ...others.filter(({ key, threads: now }) => key !== 'idle' && (now ?? 0) > 0),
  ]
}

/** Those that are in D for no reason but a vfork are named, each with its child; null: there is another reason too. */
function vforks(threads: readonly LoadThread[]): string | null {
  const others = threads.filter(({ cause }) => cause === 'd_other')
  const named = others.filter(({ vforkChild }) => vforkChild !== null)
  if (named.length === 0 || named.length < others.length) return null
  return `vfork parents: ${named.map(({ look, vforkChild }) => `${look.tid} of ${vforkChild}`).join(', ')}`
}

function causeColumns(row: (at: number) => CauseRow): readonly Column[] {
  return [
    words(
      {
        id: 'cause',
        title: 'CAUSE',
        help: 'why the load average counts a thread, with its sign in the bar and the chart; /proc/PID/task/TID/stat 3, wchan',
        width: 21,
        priority: 1,
      },
      (at) => wordOf(row(at).key).title,
      (at) => causeCell(row(at).key),
    ),
    numbers(
      { id: 'threads', title: 'NOW', help: 'threads now', width: 6, priority: 1 },
      'count',
      (at) => row(at).threads,
      (value) => quiet(value, count),
    ),
    load1Column((at) => row(at).share, {
      show: (at) => (isCause(row(at).key) ? quietShare(row(at).share) : NO_SHARE),
    }),
    {
      id: 'says',
      title: 'MEANING',
      help: 'the cause in one sentence; vfork parents with the child each waits for',
      width: 20,
      grow: true,
      sentence: true,
      align: 'left',
      priority: 1,
      unit: 'text',
      cell: (at) => clean(row(at).says),
    },
    orderColumn('the order in which causes are listed'),
  ]
}

const NO_SHARE = { text: text`none`, style: 'dim' } as const

export function causeCell(cause: Cause | Uncounted | null): Cell {
  if (cause === null) return text`-`
  const title = clean(wordOf(cause).title)
  return isCause(cause) ? { text: text`${MARKS[cause].mark} ${title}`, style: MARKS[cause].style } : text`  ${title}`
}

/** As declared, for help. */
export const CAUSE_COLUMNS = causeColumns(() => ({ key: 'on_cpu', threads: null, share: null, says: '' }))
