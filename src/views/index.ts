import { loadView } from './load/view.ts'
import { processView } from './process/view.ts'
import { processesView } from './processes/view.ts'
import type { View } from './view.ts'

/** All panes. A digit never shifts: one whose pane is not there does nothing. */
export const views: readonly View[] = [processesView, loadView, processView]

/** Panes one can go to by themselves: those with a digit. */
export function paneIds(): readonly string[] {
  return views.filter((view) => view.digit !== null).map((view) => view.id)
}

export function viewById(id: string): View {
  const view = views.find((v) => v.id === id)
  if (!view) throw new Error(`no view ${id}`)
  return view
}
