import type { Command, Context, Here, Outcome } from './command.ts'
import { withTable } from './state.ts'
import type { DrawnTable } from './table.ts'

/** Puts the selection on another row. The row is remembered by its key, so it stays the same process. */
export function select({ state, table }: Pick<Context, 'state' | 'table'>, index: number): Outcome {
  if (!table || table.rows.length === 0) return { state }
  const [at, end] = chosen(table, index)
  const top = Math.max(Math.min(table.top, at), end - table.height + 1, 0)
  return {
    state: withTable(state, table.section.id, {
      key: table.section.key(table.rows[at] as number),
      index: at,
      top,
      follow: false,
    }),
  }
}

/** The row itself, and the last of those that go on with it: the keys step over these. */
function chosen({ section, rows, index: from }: DrawnTable, index: number): readonly [number, number] {
  const last = rows.length - 1
  const isUnder = (at: number) => section.under?.(rows[at] as number) ?? false
  const step = index < from ? -1 : 1
  let at = Math.max(0, Math.min(index, last))
  while (isUnder(at) && at < last) at += step
  while (isUnder(at)) at--
  let end = at
  while (end < last && isUnder(end + 1)) end++
  return [at, end]
}

function move(by: (context: Context) => number): Command['run'] {
  return (context) => select(context, (context.table?.index ?? 0) + by(context))
}

const page = ({ table }: Context) => Math.max(1, (table?.height ?? 1) - 1)
const hasRows = ({ table }: Here) => table !== null && table.rows.length > 0

export const moveCommands: readonly Command[] = [
  { id: 'up', keys: ['up', 'k'], help: 'one row up', works: hasRows, run: move(() => -1) },
  { id: 'down', keys: ['down', 'j'], help: 'one row down', label: 'select', works: hasRows, run: move(() => 1) },
  { id: 'page-up', keys: ['pageup', 'C-b'], help: 'one page up', works: hasRows, run: move((c) => -page(c)) },
  { id: 'page-down', keys: ['pagedown', 'C-f'], help: 'one page down', works: hasRows, run: move(page) },
  {
    id: 'top',
    keys: ['home', 'g'],
    help: 'first row; the selection is let go and stays on top',
    works: hasRows,
    run: ({ state, table }) => ({
      state: table ? withTable(state, table.section.id, { key: null, index: 0, top: 0, follow: false }) : state,
    }),
  },
  {
    id: 'bottom',
    keys: ['end', 'G'],
    help: 'last row',
    works: hasRows,
    run: (c) => select(c, Number.MAX_SAFE_INTEGER),
  },
]
