import type { HostFacts } from './host/host.ts'
import { NO_HISTORY } from './model/history.ts'
import { Snapshot } from './model/snapshot.ts'
import { viewById } from './views/index.ts'
import { type Place, SWITCHES, type TableSection } from './views/view.ts'

/** The tables of all pages of a view as declared: which columns there are is known without anything having been read. */
export function declaredTables(id: string): readonly TableSection[] {
  const view = viewById(id)
  const pages = view.pages?.map((page) => page.id) ?? [null]
  return pages.flatMap((page) => {
    const place: Place = { view: id, page, about: {}, switches: SWITCHES }
    return view.sections(NOTHING_READ, place).filter((section) => section.kind === 'table')
  })
}

const NO_MACHINE: HostFacts = {
  name: '',
  pageSize: 4096,
  tick: 0.01,
  facts: 'assumed',
  clock: 'replayed',
  clocks: false,
  captured: null,
  self: null,
  uid: null,
}
const NOTHING_READ = new Snapshot(
  { after: { at: 0, files: new Map(), processes: null }, before: null },
  NO_MACHINE,
  NO_HISTORY,
)
