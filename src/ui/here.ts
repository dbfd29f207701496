import { viewById } from '../views/index.ts'
import type { Here } from './command.ts'
import { type State, tableOf, visitOf } from './state.ts'

/** What decides which keys mean something: the same for who presses one, for the footer and for the help. */
export function hereOf(state: State, drawn: Here['drawn']): Here {
  const visit = visitOf(state)
  const id = tableOf(state) ?? drawn.focused
  return {
    state,
    drawn,
    visit,
    view: viewById(visit.place.view),
    table: id === null ? null : (drawn.tables.get(id) ?? null),
  }
}
