import type { Effect } from '../effect.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { View } from '../views/view.ts'
import type { Drawn } from './draw.ts'
import type { State, Visit } from './state.ts'
import type { DrawnTable } from './table.ts'

/** One thing a key does. This list drives dispatch, the help page, the footer and the README's table. */
export interface Command {
  readonly id: string
  /** As frame.ts names them; the first is the one that is shown. */
  readonly keys: readonly string[]
  readonly help: string
  /** A word for the footer, where it depends on what is set: for what the key does then. Commands without one are only in the help. */
  readonly label?: string | ((here: Here) => string)
  /** Whether it means anything here and now: else the key only says so, the footer has it not, and the help sets it apart. */
  readonly works: (here: Here) => boolean
  readonly run: (context: Context) => Outcome
}

/** What is known while a frame is drawn. */
export interface Here {
  readonly state: State
  readonly drawn: Omit<Drawn, 'frame'>
  readonly visit: Visit
  readonly view: View
  /** The table that has the keys. */
  readonly table: DrawnTable | null
}

/** What a command may look at. */
export interface Context extends Here {
  readonly drawn: Drawn
  readonly snapshot: Snapshot
  readonly key: string
}

export interface Outcome {
  readonly state: State
  readonly effects?: readonly Effect[]
}
