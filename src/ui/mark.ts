import type { Context, Here, Outcome } from './command.ts'

/** Whether numbers of this pane are compared with a moment. */
export const isMarked = ({ state, view }: Here) => state.mark?.view === view.id

/** Before and after: did it help? The moment is kept, or let go. */
export function mark(context: Context): Outcome {
  const { state, view, snapshot, visit } = context
  if (isMarked(context)) return { state: { ...state, mark: null, notice: 'the mark is gone' } }
  const kept = {
    view: view.id,
    at: snapshot.samples.after.at,
    values: view.marks?.(snapshot, visit.place) ?? new Map(),
  }
  const notice = 'this moment is kept: numbers show their change since; m again: no more'
  return { state: { ...state, mark: kept, notice } }
}
