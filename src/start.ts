import { declaredTables, pageOfTable } from './declared-tables.ts'
import { nearest } from './nearest.ts'
import type { Options } from './options.ts'
import type { Settings } from './settings.ts'
import type { TerminalPlan } from './terminal-plan.ts'
import { clean } from './text.ts'
import { SMALLEST } from './ui/draw.ts'
import { fieldsOf } from './ui/filter.ts'
import { visitTo } from './ui/places.ts'
import { parseQuery } from './ui/query.ts'
import { type State, TABLE, type TableState, type Visit } from './ui/state.ts'
import { panes as all, paneIds } from './views/index.ts'
import { processColumns } from './views/processes/view.ts'
import { type Column, SWITCHES, type Switches } from './views/view.ts'

/** Seconds between the two looks of `--once`: what is chosen for the screen is no reason to wait longer. */
const ONCE_INTERVAL = 1

/** Where one begins: the command line over the config file over the defaults. A string is a mistake, in one line. */
export function firstState(
  options: Options,
  plan: TerminalPlan,
  { config, complaints }: Settings,
  size: { readonly columns: number; readonly rows: number },
): State | string {
  const panes = firstPanes(options)
  // What is printed is complete: nobody can press K there.
  const switches = { ...SWITCHES, kernel: options.once, cpuOf: config.cpu_of ?? SWITCHES.cpuOf }
  const tables = Object.fromEntries(
    Object.entries(config.columns ?? {}).map(([id, columns]): [string, TableState] => [id, { ...TABLE, columns }]),
  )
  for (const [id, sort] of Object.entries(config.sort ?? {}))
    tables[id] = { ...(tables[id] ?? TABLE), sort: { by: sort.column, reverse: sort.reverse } }
  const first = panes[0] as string
  const columns = options.sort === null && options.filter === null ? [] : columnsOf(first)
  if (columns === null) return noTable(first, options)
  if (options.sort !== null) {
    const column = columns.find((c) => c.id === options.sort || c.title.toLowerCase() === options.sort?.toLowerCase())
    if (!column?.by) {
      const ids = columns.filter((c) => c.by).map((c) => c.id)
      const near = nearest(options.sort, ids)
      return `whytop: no column ${clean(options.sort)} to sort by; ${near ? `did you mean --sort ${near}?` : `type --sort with one of ${ids.join(', ')}`}`
    }
    tables[first] = {
      ...(tables[first] ?? TABLE),
      sort: { by: column.id, reverse: column.descending ?? false },
    }
  }
  if (options.filter !== null) {
    const query = parseQuery(options.filter, fieldsOf(columns))
    if ('error' in query) return `whytop: --filter: ${clean(query.error)}`
    tables[first] = { ...(tables[first] ?? TABLE), filter: options.filter }
  }
  return {
    ...size,
    tiles: panes.map((pane, i) => ({
      trail: [i === 0 && columns.length > 0 ? visitToTable(pane, switches) : visitTo(pane, switches)],
    })),
    tile: 0,
    tabs: options.panes === null && all.length > 1 && !options.once,
    tables,
    dialog: null,
    paused: false,
    interval: options.interval ?? (options.once ? ONCE_INTERVAL : (config.interval ?? 2)),
    notice: complaintsInOne(complaints),
    ascii: plan.ascii,
    readOnly: options.readOnly,
    mark: null,
  }
}

/** How wide `--once` prints: as its terminal, as COLUMNS says (watch(1) sets it), or so that the usual columns have room. */
export function printedColumns(terminal: number | undefined, asked: string | undefined): number {
  const wide = terminal || (/^\d{1,9}$/.test(asked ?? '') ? Number(asked) : 0) || PRINTED.usual
  return Math.min(Math.max(wide, SMALLEST.columns), PRINTED.most)
}

const PRINTED = { usual: 160, most: 10_000 } as const

/** The first, and how many there are beside it: `--once` prints them all. */
function complaintsInOne([first, ...others]: readonly string[]): string | null {
  if (first === undefined) return null
  return others.length === 0 ? first : `${first} (and ${others.length} more)`
}

/** Those that were named; else the first, or where there is a table to sort or filter. */
export function firstPanes({ panes, sort, filter }: Pick<Options, 'panes' | 'sort' | 'filter'>): readonly string[] {
  return panes ?? [sort !== null || filter !== null ? 'processes' : (paneIds()[0] as string)]
}

/** The page with the table that --filter and --sort mean. */
function visitToTable(pane: string, switches: Switches): Visit {
  const visit = visitTo(pane, switches)
  return { ...visit, place: { ...visit.place, page: pageOfTable(pane) } }
}

/** Of the pane's own table; null: it has several and none is its own. */
function columnsOf(pane: string): readonly Column[] | null {
  if (pane === 'processes') return processColumns
  return declaredTables(pane).find(({ id }) => id === pane)?.columns ?? null
}

function noTable(pane: string, { sort, filter }: Options): string {
  const asked = sort !== null ? `--sort ${clean(sort)}` : `--filter ${clean(JSON.stringify(filter))}`
  return `whytop: pane ${pane} has several tables and takes no ${sort !== null ? '--sort' : '--filter'}; type --pane processes ${asked}`
}
