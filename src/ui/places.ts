import { clean } from '../text.ts'
import { paneById, paneIds, viewById } from '../views/index.ts'
import { type Drill, type Place, SWITCHES, type Switches } from '../views/view.ts'
import type { Outcome } from './command.ts'
import { type State, tableState, trailOf, type Visit, visitOf, withTable, withTrail, withVisit } from './state.ts'

/** A view as one finds it first. The switches a person set come along. */
export function visitTo(view: string, switches: Switches = SWITCHES): Visit {
  return { place: { view, page: null, about: {}, switches }, title: clean(paneById(view).title), section: null }
}

/** Another pane: a new trail. The filters and orders that the steps of the old one set go with it. */
export function goTo(state: State, view: string): Outcome {
  const { switches } = visitOf(state).place
  const next = withTrail({ ...atStart(state), dialog: null, notice: null }, () => [visitTo(view, switches)])
  return { state: next, effects: [{ do: 'sample' }] }
}

/** Down to the cause. */
export function drillTo(state: State, drill: Drill): Outcome {
  const { switches } = visitOf(state).place
  const place: Place = {
    view: drill.view,
    page: drill.page ?? null,
    about: drill.about,
    switches: { ...switches, reveal: false, ...drill.switches },
  }
  const { filter, sort, view } = drill
  const own = tableState(state, view)
  const visit: Visit = {
    place,
    title: drill.title,
    section: null,
    ...(filter !== undefined && { filtered: { table: view, to: filter, from: own.filter } }),
    ...(sort && { sorted: { table: view, from: own.sort } }),
  }
  if (filter === undefined && !sort) return visited(state, visit)
  const change = { ...(filter !== undefined && { filter }), ...(sort && { sort }), key: null, index: 0, top: 0 }
  return visited(withTable(state, view, change), visit)
}

function visited(state: State, visit: Visit): Outcome {
  const next = withTrail({ ...state, notice: null }, (trail) => [...trail, visit])
  return { state: next, effects: [{ do: 'sample' }] }
}

/** One step back along the trail; at its start, nothing. */
export function goBack(state: State): Outcome {
  return { state: { ...stepBack(state), notice: null }, effects: [{ do: 'sample' }] }
}

/** All steps back. */
function atStart(state: State): State {
  return trailOf(state).length > 1 ? atStart(stepBack(state)) : state
}

/** With the filter and the order that the step took the place of. */
function stepBack(from: State): State {
  const { filtered, sorted } = visitOf(from)
  const unfiltered = filtered ? withTable(from, filtered.table, { filter: filtered.from }) : from
  const state = sorted ? withTable(unfiltered, sorted.table, { sort: sorted.from }) : unfiltered
  return withTrail(state, (trail) => (trail.length > 1 ? trail.slice(0, -1) : trail))
}

export function withSwitches(state: State, change: Partial<Switches>): State {
  return withVisit(state, (visit) => ({
    ...visit,
    place: { ...visit.place, switches: { ...visit.place.switches, ...change } },
  }))
}

/** The next or the previous sub-page. */
export function turnPage(state: State, step: number): Outcome {
  const visit = visitOf(state)
  const pages = viewById(visit.place.view).pages ?? []
  const at = Math.max(
    0,
    pages.findIndex((page) => page.id === visit.place.page),
  )
  const next = pages[(at + step + pages.length) % pages.length]
  if (!next) return { state }
  const turned = withVisit(state, (v) => ({ ...v, section: null, place: { ...v.place, page: next.id } }))
  return { state: turned, effects: [{ do: 'sample' }] }
}

/** The next or the previous pane by its digit; where several are tiled, the next tile. */
export function nextPane(state: State, step: number): Outcome {
  if (state.tiles.length > 1) {
    const tile = (state.tile + step + state.tiles.length) % state.tiles.length
    return { state: { ...state, tile } }
  }
  const root = state.tiles[0]?.trail[0]?.place.view
  const panes = paneIds()
  const at = panes.indexOf(root ?? '')
  const next = panes[(at + step + panes.length) % panes.length]
  return next === undefined ? { state } : goTo(state, next)
}
