import type { Effect, Target } from '../effect.ts'
import type { Text } from '../text.ts'
import type { Mark, Place } from '../views/view.ts'

/** Everything a person set, and where they are. Numbers of the machine are never in here, but those somebody chose to keep. */
export interface State {
  readonly columns: number
  readonly rows: number
  /** One, unless --panes asked for more. Each has its own trail. */
  readonly tiles: readonly Tile[]
  readonly tile: number
  /** --pane and --panes show no tab line. */
  readonly tabs: boolean
  readonly tables: Readonly<Record<string, TableState>>
  readonly dialog: Dialog | null
  readonly paused: boolean
  /** Seconds. */
  readonly interval: number
  /** One line in the footer, until the next key. */
  readonly notice: string | null
  readonly ascii: boolean
  readonly readOnly: boolean
  /** What later numbers are compared with. */
  readonly mark: Mark | null
}

/** Where one has come from, newest last: Esc goes back along it. */
export interface Tile {
  readonly trail: readonly Visit[]
}

export interface Visit {
  readonly place: Place
  readonly title: Text
  /** Which of the sections has the keys; null: the first table. */
  readonly section: string | null
  /** The filter that the drill set here, and the one it took the place of: Esc leaves the page and puts that back. */
  readonly filtered?: { readonly table: string; readonly to: string; readonly from: string }
  /** The table whose order the drill chose, and the one it had. */
  readonly sorted?: { readonly table: string; readonly from: TableState['sort'] }
}

/** What is kept of a table, by its id (and by what it is about, on a process page). */
export interface TableState {
  /** The selected row, by key. Null: nobody chose, so the first. */
  readonly key: string | null
  /** Where it stood when last drawn: if it goes, the selection stays there. */
  readonly index: number
  readonly top: number
  readonly sort: { readonly by: string; readonly reverse: boolean } | null
  readonly filter: string
  readonly find: string
  /** Chosen in the picker. Null: by width and priority. */
  readonly columns: readonly string[] | null
  readonly tagged: ReadonlySet<string>
  readonly follow: boolean
}

export const TABLE: TableState = {
  key: null,
  index: 0,
  top: 0,
  sort: null,
  filter: '',
  find: '',
  columns: null,
  tagged: new Set(),
  follow: false,
}

export type Dialog =
  | {
      readonly kind: 'input'
      readonly purpose: 'find' | 'filter'
      /** It belongs to the table it was opened on, also when that has no room any more or its process has ended. */
      readonly table: string
      readonly text: string
      /** The table as it was: Esc goes back to it. */
      readonly before: TableState
    }
  | { readonly kind: 'pick'; readonly pick: Pick; readonly at: number }
  | { readonly kind: 'help'; readonly top: number }
  /** Nothing that cannot be undone is done before this is answered with y. `lines` raw: what it is done to. */
  | { readonly kind: 'confirm'; readonly title: string; readonly lines: readonly string[]; readonly effect: Effect }
  /** What a tool answered, raw. */
  | { readonly kind: 'answer'; readonly title: string; readonly lines: readonly string[]; readonly top: number }

/** A list to choose from. `on` is null where one is chosen, and says what is ticked where several are. */
export interface Pick {
  readonly purpose: 'sort' | 'columns' | 'group' | 'user' | 'pane' | 'signal' | 'nice'
  readonly title: string
  /** The table it was opened on, where it is about one. */
  readonly table?: string
  /** Whom it is about, as they were when it was opened. */
  readonly targets?: readonly Target[]
  readonly items: readonly {
    readonly id: string
    readonly title: string
    readonly help: string
    readonly on: boolean | null
  }[]
}

export function visitOf(state: State): Visit {
  const trail = trailOf(state)
  return trail[trail.length - 1] as Visit
}

/** The table that what is open belongs to: it has the keys. */
export function tableOf({ dialog }: State): string | null {
  if (dialog?.kind === 'input') return dialog.table
  return dialog?.kind === 'pick' ? (dialog.pick.table ?? null) : null
}

/** Of the tile that has the keys. */
export function trailOf(state: State): Tile['trail'] {
  return (state.tiles[state.tile] as Tile).trail
}

/** The tiles, the one that has the keys first: where only one process can be looked at closely, it is that of the first. */
export function fromActive({ tiles, tile }: State): readonly Tile[] {
  return [...tiles.slice(tile), ...tiles.slice(0, tile)]
}

export function withVisit(state: State, change: (visit: Visit) => Visit): State {
  return withTrail(state, (trail) => [...trail.slice(0, -1), change(trail[trail.length - 1] as Visit)])
}

export function withTrail(state: State, change: (trail: readonly Visit[]) => readonly Visit[]): State {
  const tiles = state.tiles.map((tile, i) => (i === state.tile ? { trail: change(tile.trail) } : tile))
  return { ...state, tiles }
}

export function tableState(state: State, id: string): TableState {
  return state.tables[id] ?? TABLE
}

export function withTable(state: State, id: string, change: Partial<TableState>): State {
  return { ...state, tables: { ...state.tables, [id]: { ...tableState(state, id), ...change } } }
}
