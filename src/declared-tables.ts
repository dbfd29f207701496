import type { HostFacts } from './host/host.ts'
import { NO_HISTORY } from './model/history.ts'
import { Snapshot } from './model/snapshot.ts'
import { parsePidStat } from './parse/pid/stat.ts'
import { NOTHING, type Process } from './sample/process.ts'
import { tallied } from './sample/tally.ts'
import { viewById } from './views/index.ts'
import { type Place, SWITCHES, type TableSection } from './views/view.ts'

/** The tables of all pages of a view as declared: which columns there are is known without anything having been read. */
export function declaredTables(id: string): readonly TableSection[] {
  return pagesOf(id).flatMap((page) => tablesOn(id, page))
}

/** Those too that only a process has: its mappings, descriptors and sockets, the workers and connections of its service. */
export function allTables(id: string): readonly TableSection[] {
  const about = { pid: SOMEBODY.pid, start: SOMEBODY.stat.starttime }
  return [...declaredTables(id), ...pagesOf(id).flatMap((page) => tablesOn(id, page, about, ONE_PROCESS))]
}

/** The first page with the pane's own table, which --filter and --sort mean; null: the pane begins with it, or has none. */
export function pageOfTable(id: string): string | null {
  const pages = pagesOf(id)
  const at = pages.findIndex((page) => tablesOn(id, page).some((table) => table.id === id))
  return at > 0 ? (pages[at] ?? null) : null
}

function pagesOf(id: string): readonly (string | null)[] {
  return viewById(id).pages?.map((page) => page.id) ?? [null]
}

function tablesOn(
  id: string,
  page: string | null,
  about: Place['about'] = {},
  snapshot = NOTHING_READ,
): readonly TableSection[] {
  const place: Place = { view: id, page, about, switches: SWITCHES }
  return viewById(id)
    .sections(snapshot, place)
    .filter((section) => section.kind === 'table')
}

const NO_MACHINE: HostFacts = {
  name: '',
  pageSize: 4096,
  tick: 0.01,
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

const SOMEBODY: Process = {
  pid: 1,
  tid: 1,
  stat: parsePidStat(
    Buffer.from(`1 (x) S 0 1 1 0 -1 4194304 ${'0 '.repeat(8)}20 0 1 0 1 409600 10 ${'0 '.repeat(27)}0\n`),
  ),
  statm: null,
  movedAt: 0,
  more: NOTHING,
}
const ONE_PROCESS = new Snapshot(
  {
    after: {
      at: 0,
      files: new Map(),
      processes: {
        at: 0,
        rows: [SOMEBODY],
        pids: Int32Array.of(SOMEBODY.pid),
        cpu: Float64Array.of(0),
        cpuFrom: 'clock',
        tally: tallied([SOMEBODY], null, new Uint8Array(0)),
        sweep: null,
        refused: 0,
        threads: new Map(),
        focus: { pid: SOMEBODY.pid, files: new Map(), seen: SOMEBODY },
      },
    },
    before: null,
  },
  NO_MACHINE,
  NO_HISTORY,
)
