import type { Command, Context, Here, Outcome } from './command.ts'
import { select } from './commands-move.ts'
import { findFrom } from './find.ts'
import { columnPick, sortPick } from './picks.ts'
import { askNice, askSignal, targets } from './signal.ts'
import { type State, tableState, withTable } from './state.ts'
import { wholeRow } from './whole-row.ts'

const hasTable = ({ table }: Here) => table !== null
/** A list has one order, and is short. */
const hasColumns = ({ table }: Here) => table !== null && !table.section.line
/** Whether there is a process to act on. */
const onProcess = ({ table }: Here) => {
  const row = table?.rows[table.index]
  return row !== undefined && (table?.section.pid?.(row) ?? 0) > 0
}

function own({ state, table }: Here) {
  return tableState(state, table?.section.id ?? '')
}

function change(context: Context, what: Parameters<typeof withTable>[2]): State {
  return context.table ? withTable(context.state, context.table.section.id, what) : context.state
}

/** The next column to the left or right that can be sorted by. */
function sortBeside(context: Context, step: number): Outcome {
  const { table } = context
  if (!table) return { state: context.state }
  const able = table.columns.filter(({ column }) => column.by)
  const at = able.findIndex(({ column }) => column.id === table.sort.by)
  const next = able[Math.max(0, Math.min(able.length - 1, at + step))]?.column
  if (!next) return { state: context.state }
  return {
    state: change(context, { sort: { by: next.id, reverse: next.descending ?? false } }),
    effects: [{ do: 'sample' }],
  }
}

/** As in top and htop. */
const BY_LETTER = [
  ['P', 'cpu', '%CPU'],
  ['M', 'mem', '%MEM'],
  ['T', 'time', 'TIME+'],
] as const

function sortedBy([key, by, title]: (typeof BY_LETTER)[number]): Command {
  const column = ({ table }: Here) => table?.section.columns.find(({ id }) => id === by)
  return {
    id: `sort-${by}`,
    keys: [key],
    help: `sort by ${title}`,
    works: (c) => hasColumns(c) && column(c)?.by !== undefined,
    run: (c) => ({
      state: change(c, { sort: { by, reverse: column(c)?.descending ?? false } }),
      effects: [{ do: 'sample' }],
    }),
  }
}

function toggleTag(context: Context): Outcome {
  const { table } = context
  const row = table?.rows[table.index]
  if (!table || row === undefined) return { state: context.state }
  const tagged = new Set(own(context).tagged)
  const key = table.section.key(row)
  if (!tagged.delete(key)) tagged.add(key)
  const state = change(context, { tagged })
  return select({ state, table }, table.index + 1)
}

function follow(context: Context): Outcome {
  const { table } = context
  const row = table?.rows[table.index]
  if (!table || row === undefined) return { state: context.state }
  const { follow: on } = own(context)
  return { state: change(context, { key: table.section.key(row), index: table.index, top: table.top, follow: !on }) }
}

/** Of tagged processes a line each. A row that is no process: its cells. */
function copy(context: Context): Outcome {
  const { state, table } = context
  const processes = targets(context)
  const row = table?.rows[table.index]
  const cells = row === undefined ? [] : (table?.columns ?? []).map(({ column }) => column.cell(row))
  const words =
    processes.length > 0
      ? processes.map(({ pid, command }) => `${pid} ${command}`).join('\n')
      : cells
          .map((cell) => (typeof cell === 'string' ? cell : cell.text).trim())
          .filter((cell) => cell !== '')
          .join(' ')
  return { state: { ...state, notice: 'copied, if your terminal takes it' }, effects: [{ do: 'copy', text: words }] }
}

function input(purpose: 'find' | 'filter'): Command['run'] {
  return (context) => {
    const { state, table } = context
    if (!table) return { state }
    const before = own(context)
    const text = purpose === 'find' ? '' : before.filter
    return { state: { ...state, dialog: { kind: 'input', purpose, table: table.section.id, text, before } } }
  }
}

export const tableCommands: readonly Command[] = [
  {
    id: 'find',
    keys: ['/', 'f3'],
    help: 'find: jump to the next row with these words',
    label: 'find',
    works: hasTable,
    run: input('find'),
  },
  {
    id: 'next-hit',
    keys: ['n'],
    help: 'next hit',
    works: (c) => own(c).find !== '',
    run: (c) => findFrom(c, own(c).find, 1),
  },
  {
    id: 'previous-hit',
    keys: ['N'],
    help: 'previous hit',
    works: (c) => own(c).find !== '',
    run: (c) => findFrom(c, own(c).find, -1),
  },
  {
    id: 'filter',
    keys: ['\\', 'f4'],
    help: 'filter: words, cpu>20, mem>1G, user=www, state=D, with and, or, not and ( )',
    label: 'filter',
    works: hasColumns,
    run: input('filter'),
  },
  {
    id: 'sort',
    keys: ['s', 'f6'],
    help: 'choose the column to sort by',
    label: 'sort',
    works: hasColumns,
    run: (c) => ({ state: sortPick(c) }),
  },
  {
    id: 'sort-left',
    keys: ['<', ','],
    help: 'sort by the column to the left',
    works: hasColumns,
    run: (c) => sortBeside(c, -1),
  },
  {
    id: 'sort-right',
    keys: ['>', '.'],
    help: 'sort by the column to the right',
    works: hasColumns,
    run: (c) => sortBeside(c, 1),
  },
  ...BY_LETTER.map(sortedBy),
  {
    id: 'reverse',
    keys: ['r', 'I'],
    help: 'reverse the order',
    works: hasColumns,
    run: (c) => ({
      state: c.table ? change(c, { sort: { by: c.table.sort.by, reverse: !c.table.sort.reverse } }) : c.state,
    }),
  },
  {
    id: 'columns',
    keys: ['c', 'f2'],
    help: 'choose the columns; they are kept, with --read-only until whytop ends',
    label: 'columns',
    works: hasColumns,
    run: (c) => ({ state: columnPick(c) }),
  },
  {
    id: 'whole-row',
    keys: ['o'],
    help: 'the selected row with all its columns in full, also those that are cut or not shown',
    label: 'whole row',
    works: (c) => hasColumns(c) && (c.table?.rows.length ?? 0) > 0,
    run: wholeRow,
  },
  { id: 'tag', keys: ['space'], help: 'tag the row and go on to the next', works: hasColumns, run: toggleTag },
  {
    id: 'untag',
    keys: ['U'],
    help: 'untag all',
    works: (c) => own(c).tagged.size > 0,
    run: (c) => ({ state: change(c, { tagged: new Set() }) }),
  },
  {
    id: 'copy',
    keys: ['y'],
    help: 'copy to the clipboard of your terminal: pid and command, or the row',
    works: ({ table }) => table !== null && table.index >= 0,
    run: copy,
  },
  {
    id: 'signal',
    keys: ['x', 'f9'],
    help: 'send a signal to the tagged processes or the selected one; asks first',
    label: 'signal',
    works: onProcess,
    run: askSignal,
  },
  {
    id: 'nice',
    keys: ['R', 'f7', 'f8'],
    help: 'give the tagged processes or the selected one a nice value; asks first',
    works: onProcess,
    run: askNice,
  },
  { id: 'follow', keys: ['f', 'F'], help: 'follow the selected row wherever it goes', works: hasColumns, run: follow },
]
