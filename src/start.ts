import { nearest } from './nearest.ts'
import type { Options } from './options.ts'
import type { Settings } from './settings.ts'
import type { TerminalPlan } from './terminal-plan.ts'
import { clean } from './text.ts'
import { fieldsOf } from './ui/filter.ts'
import { visitTo } from './ui/places.ts'
import { parseQuery } from './ui/query.ts'
import { type State, TABLE, type TableState } from './ui/state.ts'
import { panes as all, paneIds } from './views/index.ts'
import { processColumns } from './views/processes/view.ts'
import { SWITCHES } from './views/view.ts'

/** Seconds between the two looks of `--once`: what is chosen for the screen is no reason to wait longer. */
const ONCE_INTERVAL = 1

/** Where one begins: the command line over the config file over the defaults. A string is a mistake, in one line. */
export function firstState(
  options: Options,
  plan: TerminalPlan,
  { config, complaints }: Settings,
  size: { readonly columns: number; readonly rows: number },
): State | string {
  const panes = options.panes ?? [paneIds()[0] as string]
  // What is printed is complete: nobody can press K there.
  const switches = { ...SWITCHES, kernel: options.once, cpuOf: config.cpu_of ?? SWITCHES.cpuOf }
  const tables = Object.fromEntries(
    Object.entries(config.columns ?? {}).map(([id, columns]): [string, TableState] => [id, { ...TABLE, columns }]),
  )
  for (const [id, sort] of Object.entries(config.sort ?? {}))
    tables[id] = { ...(tables[id] ?? TABLE), sort: { by: sort.column, reverse: sort.reverse } }
  const first = panes[0] as string
  if (options.sort !== null) {
    const column = processColumns.find(
      (c) => c.id === options.sort || c.title.toLowerCase() === options.sort?.toLowerCase(),
    )
    if (first === 'processes' && !column?.by) {
      const ids = processColumns.filter((c) => c.by).map((c) => c.id)
      const near = nearest(options.sort, ids)
      return `whytop: no column ${options.sort} to sort by; ${near ? `did you mean --sort ${near}?` : `type --sort with one of ${ids.join(', ')}`}`
    }
    tables[first] = {
      ...(tables[first] ?? TABLE),
      sort: { by: column?.id ?? options.sort, reverse: column?.descending ?? false },
    }
  }
  if (options.filter !== null && first === 'processes') {
    const query = parseQuery(options.filter, fieldsOf(processColumns))
    if ('error' in query) return `whytop: --filter: ${clean(query.error)}`
  }
  if (options.filter !== null) tables[first] = { ...(tables[first] ?? TABLE), filter: options.filter }
  return {
    ...size,
    tiles: panes.map((pane) => ({ trail: [visitTo(pane, switches)] })),
    tile: 0,
    tabs: options.panes === null && all.length > 1 && !options.once,
    tables,
    dialog: null,
    paused: false,
    interval: options.interval ?? (options.once ? ONCE_INTERVAL : (config.interval ?? 2)),
    notice: complaints[0] ?? null,
    ascii: plan.ascii,
    readOnly: options.readOnly,
  }
}
