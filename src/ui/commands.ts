import type { Command } from './command.ts'
import { moveCommands } from './commands-move.ts'
import { paneCommands } from './commands-pane.ts'
import { tableCommands } from './commands-table.ts'

/** Every key there is. A key bound twice is a mistake of ours, found at the start. */
export const commands: readonly Command[] = unique([...moveCommands, ...tableCommands, ...paneCommands])

/** As the help page lists them. */
export const commandGroups: readonly { readonly title: string; readonly commands: readonly Command[] }[] = [
  { title: 'Keys: move', commands: moveCommands },
  { title: 'Keys: table', commands: tableCommands },
  { title: 'Keys: pane', commands: paneCommands },
]

/** What one key does must not depend on the order of this list. */
export function unique(list: readonly Command[]): readonly Command[] {
  const taken = new Map<string, string>()
  for (const command of list) {
    for (const key of command.keys) {
      const other = taken.get(key)
      if (other !== undefined) throw new Error(`key ${key} is bound to ${other} and to ${command.id}`)
      taken.set(key, command.id)
    }
  }
  return list
}
