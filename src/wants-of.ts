import { machine } from './model/machine.ts'
import type { Samples } from './sample/sample.ts'
import { bothWant, NO_WANTS, type PidFile, type ProcessWants, type Wants } from './sample/wants.ts'
import type { Drawn } from './ui/draw.ts'
import { fromActive, type State, tableState } from './ui/state.ts'
import type { DrawnTable } from './ui/table.ts'
import { wholeFiles } from './ui/whole-files.ts'
import { viewById } from './views/index.ts'
import type { Place } from './views/view.ts'

/** The same for a tick as for what completed the one before it, mostly: then it is not worked out again. */
export class Wanted {
  #known: { state: State; drawn: Drawn | null; samples: Samples | null; wants: Wants } | null = null

  of(state: State, drawn: Drawn | null, samples: Samples | null): Wants {
    const known = this.#known
    if (known?.state === state && known.drawn === drawn && known.samples === samples) return known.wants
    const wants = wantsOf(state, drawn, samples)
    this.#known = { state, drawn, samples, wants }
    return wants
  }
}

/** What has to be read next: what the places that are looked at need, and what their tables showed last. */
export function wantsOf(state: State, drawn: Drawn | null, samples: Samples | null): Wants {
  // The header is there whatever is looked at.
  const always: Wants = { ...NO_WANTS, sources: machine.sources }
  return fromActive(state)
    .map(({ trail }) => {
      const { place } = trail[trail.length - 1] as { readonly place: Place }
      return placeWants(state, place, drawn, samples)
    })
    .reduce(bothWant, always)
}

function placeWants(state: State, place: Place, drawn: Drawn | null, samples: Samples | null): Wants {
  const view = viewById(place.view)
  const own = view.processes?.(place, samples) ?? null
  const tables = [...(drawn?.tables.values() ?? [])].filter((table) => table.section.pid)
  if (!own && tables.length === 0) return { sources: view.sources(samples, place), processes: null }
  const processes: ProcessWants = {
    visible: [...new Set(tables.flatMap(visiblePids))],
    files: [...new Set(tables.flatMap(shownFiles))],
    everybody: [
      ...new Set([
        ...(own?.everybody ?? []),
        ...tables.flatMap((table) => [...wholeFiles(table, findIn(state, table)), ...userFiles(table, state)]),
      ]),
    ],
    threads: own?.threads ?? 'none',
    active: own?.active ?? [],
    focus: own?.focus ?? null,
  }
  return { sources: view.sources(samples, place), processes }
}

function visiblePids({ section, rows, top, height }: DrawnTable): readonly number[] {
  // A row that stands for no process has none.
  return section.pid
    ? rows
        .slice(top, top + height)
        .map(section.pid)
        .filter((pid) => pid > 0)
    : []
}

function shownFiles({ columns }: DrawnTable): readonly PidFile[] {
  return columns.flatMap(({ column }) => column.files ?? []).filter((file) => file !== 'statm')
}

function findIn(state: State, { section }: DrawnTable): string {
  return tableState(state, section.id).find
}

/** While one is chosen among their users, whose processes they all are. */
function userFiles({ section }: DrawnTable, { dialog }: State): readonly PidFile[] {
  if (dialog?.kind !== 'pick' || dialog.pick.purpose !== 'user') return []
  return section.columns.find(({ id }) => id === 'user')?.files ?? []
}
