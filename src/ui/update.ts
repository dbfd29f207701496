import type { Snapshot } from '../model/snapshot.ts'
import type { Context, Outcome } from './command.ts'
import { commands } from './commands.ts'
import { select } from './commands-move.ts'
import { dialogKey } from './dialog-keys.ts'
import { type Drawn, isTooSmall } from './draw.ts'
import type { Input } from './frame.ts'
import { hereOf } from './here.ts'
import { idleKey } from './idle-key.ts'
import { type State, withTable, withVisit } from './state.ts'
import { columnAt, headRows, rowAt } from './table.ts'

const byKey = new Map(commands.flatMap((command) => command.keys.map((key) => [key, command] as const)))

/** What a person did → what is set now, and what main has to do. Pure. */
export function update(state: State, input: Input, drawn: Drawn, snapshot: Snapshot): Outcome {
  if (input.kind === 'resize') return { state: { ...state, columns: input.columns, rows: input.rows } }
  if (isTooSmall(state)) return unseen(state, input, drawn, snapshot)
  if (input.kind === 'mouse') return mouse(state, input, drawn, snapshot)
  if (input.kind === 'paste')
    return state.dialog?.kind === 'input'
      ? dialogKey(contextOf(state, drawn, snapshot, ''), input.text)
      : { state: { ...state, notice: 'pasted text is not taken as keys' } }
  const context = contextOf({ ...state, notice: null }, drawn, snapshot, input.key)
  if (state.dialog && !EVERYWHERE.includes(input.key)) return dialogKey(context, null)
  const command = byKey.get(input.key)
  if (!command?.works(context)) return { state: { ...context.state, notice: idleKey(input.key, context) } }
  const done = command.run(context)
  return isEnd(context) ? { ...done, state: { ...done.state, notice: idleKey(input.key, context) } } : done
}

/** Whatever is open: to quit, to suspend, to draw anew. */
const EVERYWHERE: readonly string[] = ['C-c', 'C-z', 'C-l']

/** One row up from the first. */
function isEnd({ key, table }: Context): boolean {
  return key === 'k' && table?.index === 0
}

/** Where nothing can be shown nothing is done but what the one line says, also behind it: a dialog waits until it is seen again. */
function unseen(state: State, input: Input, drawn: Drawn, snapshot: Snapshot): Outcome {
  const command = input.kind === 'key' ? byKey.get(input.key) : undefined
  const does = input.kind === 'key' && command && UNSEEN.includes(command.id)
  return does ? command.run(contextOf(state, drawn, snapshot, input.key)) : { state }
}

const UNSEEN = ['quit', 'suspend', 'repaint']

/** What the commands see. */
export function contextOf(state: State, drawn: Drawn, snapshot: Snapshot, key: string): Context {
  return { ...hereOf(state, drawn), drawn, snapshot, key }
}

function mouse(state: State, input: Extract<Input, { kind: 'mouse' }>, drawn: Drawn, snapshot: Snapshot): Outcome {
  if (state.dialog) return input.action === 'press' ? { state } : wheelOver(state, input.action, drawn, snapshot)
  const hit = drawn.sections.find((s) => input.y >= s.y && input.y < s.y + s.height)
  if (hit?.section.kind !== 'table') return { state }
  const table = drawn.tables.get(hit.section.id)
  if (!table) return { state }
  const there = withVisit({ ...state, tile: hit.tile, notice: null }, (visit) => ({
    ...visit,
    section: hit.section.id,
  }))
  const context = { ...contextOf(there, drawn, snapshot, ''), table }
  if (input.action !== 'press') return select(context, table.index + (input.action === 'wheel-up' ? -3 : 3))
  const heads = hit.height - table.height - headRows(hit.section)
  const line = input.y - hit.y
  if (line === heads && !hit.section.line) {
    const column = columnAt(table, input.x)?.column
    if (!column?.by) return { state: there }
    const again = table.sort.by === column.id
    const sort = { by: column.id, reverse: again ? !table.sort.reverse : (column.descending ?? false) }
    return { state: withTable(there, table.section.id, { sort }), effects: [{ do: 'sample' }] }
  }
  const row = rowAt(table, line - heads - headRows(hit.section))
  return row < 0 ? { state: there } : select(context, row)
}

/** The wheel moves what is listed in a dialog as it moves a table; where one types or is asked there is nothing to move. */
function wheelOver(state: State, way: 'wheel-up' | 'wheel-down', drawn: Drawn, snapshot: Snapshot): Outcome {
  if (state.dialog?.kind === 'input' || state.dialog?.kind === 'confirm') return { state }
  const key = way === 'wheel-up' ? 'up' : 'down'
  const step = (from: State) => dialogKey(contextOf(from, drawn, snapshot, key), null).state
  return { state: step(step(step(state))) }
}
