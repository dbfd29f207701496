import { count } from '../../format.ts'
import { STATE_MEANS, type StateCount, stateCounts } from '../../model/tcp/states.ts'
import type { TcpState } from '../../parse/net/tcp-state.ts'
import { isMissing } from '../../source.ts'
import type { Style } from '../../style.ts'
import { clean, text } from '../../text.ts'
import { numbers, orderColumn, words } from '../column.ts'
import { quiet } from '../quiet.ts'
import type { Column, TableSection } from '../view.ts'
import { aboutOf, type Seen, tableOf } from './seen.ts'

/** Sockets by state, IPv4 and IPv6, as `ss -tan` lists them; those that are there. Enter lists them. */
export function stateSection(on: Seen, priority: number): TableSection {
  const table = tableOf(on, {})
  const rows = isMissing(table) ? [] : stateCounts(table.value).filter(({ v4, v6 }) => v4 + v6 > 0)
  const row = (at: number) => rows[at] as StateCount
  return {
    kind: 'table',
    id: 'tcp-states',
    title: null,
    priority,
    least: Math.min(rows.length + 1, 6),
    count: rows.length,
    columns: stateColumns(row),
    sort: { by: 'order', reverse: false },
    id_of: (at) => row(at).state,
    key: (at) => row(at).state,
    style: (at) => styleOf(row(at)),
    drill: (at) => ({
      view: 'tcp',
      page: 'sockets',
      about: aboutOf(on, { state: row(at).state }),
      title: clean(row(at).state),
    }),
    empty: isMissing(table) ? text`no sockets: ${clean(table.why)}` : text`no TCP socket`,
  }
}

/** Many that only the program can end are a leak. */
const LEAK = 50

function styleOf({ state, v4, v6 }: StateCount): Style {
  return state === 'CLOSE-WAIT' && v4 + v6 >= LEAK ? 'warning' : 'plain'
}

function stateColumns(row: (at: number) => StateCount): readonly Column[] {
  return [
    words(
      {
        id: 'state',
        title: 'STATE',
        width: 10,
        priority: 1,
        help: 'in the names of ss; sock_diag, or /proc/net/tcp 4',
      },
      (at) => row(at).state,
    ),
    ...(['v4', 'v6'] as const).map((family) =>
      numbers(
        {
          id: family,
          title: family === 'v4' ? 'IPv4' : 'IPv6',
          width: 7,
          priority: 2,
          help: `sockets of ${family === 'v4' ? 'IPv4' : 'IPv6; their peer may be of IPv4 (::ffff:)'} in this state; /proc/net/tcp${family === 'v4' ? '' : '6'}`,
        },
        'count',
        (at) => row(at)[family],
        (value) => quiet(value, count),
      ),
    ),
    numbers(
      { id: 'total', title: 'ALL', width: 7, priority: 1, help: 'IPv4 and IPv6 together' },
      'count',
      (at) => row(at).v4 + row(at).v6,
      (value) => count(value),
    ),
    {
      ...words(
        { id: 'means', title: 'MEANING', width: 20, priority: 1, help: 'whose turn it is' },
        (at) => STATE_MEANS[row(at).state],
      ),
      grow: true,
      sentence: true,
    },
    orderColumn('the order in which a connection lives'),
  ]
}

export function isTcpState(state: unknown): state is TcpState {
  return typeof state === 'string' && Object.hasOwn(STATE_MEANS, state)
}

/** As declared, for help. */
export const STATE_COLUMNS = stateColumns(() => ({ state: 'UNKNOWN', v4: 0, v6: 0 }))
