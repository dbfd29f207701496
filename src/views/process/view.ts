import { ownStatus } from '../../model/load/rights.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { stat } from '../../parse/stat.ts'
import type { Place, Section, View } from '../view.ts'
import { environmentPage } from './environment.ts'
import { filesPage } from './files.ts'
import { headSection } from './head.ts'
import { kernelPage } from './kernel.ts'
import { memoryPage } from './memory.ts'
import { type Page, processIdOf, seen } from './page.ts'
import { scalingPage } from './scaling.ts'
import { socketsPage } from './sockets.ts'
import { summaryPage } from './summary.ts'
import { TERMS } from './terms.ts'
import { threadsPage } from './threads.ts'
import { pageMissing, whySection } from './why.ts'

const PAGES: readonly Page[] = [
  summaryPage,
  memoryPage,
  threadsPage,
  filesPage,
  socketsPage,
  environmentPage,
  scalingPage,
  kernelPage,
]

/** One process, on a page with sub-pages. Only what the page in sight needs is read, and only of this process. */
export const processView: View = {
  id: 'process',
  terms: TERMS,
  pages: PAGES.map(({ id, title }) => ({ id, title })),
  sources: (samples, place) => {
    const page = pageOf(place)
    // Whose it is is asked where it is shown what it waits for.
    const reader = page.files.includes('owner') ? [ownStatus] : []
    return [stat, ...reader, ...(page.sources?.(samples, processIdOf(place).pid) ?? [])]
  },
  processes: (place) => {
    const { pid, start } = processIdOf(place)
    return { threads: 'none', focus: { pid, files: pageOf(place).files, ...(start !== null && { start }) } }
  },
  sections,
  json,
  missing: (snapshot, place) => pageMissing(pageOf(place), seen(snapshot, place)),
}

function pageOf({ page }: Place): Page {
  return PAGES.find(({ id }) => id === page) ?? summaryPage
}

function sections(snapshot: Snapshot, place: Place): readonly Section[] {
  const page = pageOf(place)
  const on = seen(snapshot, place)
  if (!on.looked.process) return [headSection(on)]
  const why = whySection(pageMissing(page, on), on.looked.id.pid)
  return why ? [...page.sections(on), why] : page.sections(on)
}

function json(snapshot: Snapshot, place: Place): Readonly<Record<string, unknown>> {
  const page = pageOf(place)
  const on = seen(snapshot, place)
  const { process, ended, id } = on.looked
  const started = process?.stat.starttime ?? id.start
  return {
    page: page.id,
    pid: id.pid,
    start_seconds: started === null ? null : started * snapshot.facts.tick,
    ended,
    kind: process ? on.looked.kind : null,
    ...page.json(on),
  }
}
