import type { Snapshot } from '../model/snapshot.ts'
import { type Text, text } from '../text.ts'

/** What stands in a table of processes that has none: one came from a pane that needs none, or none may be seen. */
export function noProcess({ samples }: Snapshot): Text {
  return samples.after.processes === null ? text`~ processes are not listed yet` : text`no process may be read here`
}
