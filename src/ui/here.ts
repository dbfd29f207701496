import { viewById } from '../views/index.ts'
import type { Here } from './command.ts'
import { type State, visitOf } from './state.ts'

/** What decides which keys mean something: the same for who presses one, for the footer and for the help. */
export function hereOf(state: State, drawn: Here['drawn']): Here {
  const visit = visitOf(state)
  return {
    state,
    drawn,
    visit,
    view: viewById(visit.place.view),
    table: drawn.focused === null ? null : (drawn.tables.get(drawn.focused) ?? null),
  }
}
