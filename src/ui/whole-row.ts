import { clean, fit, type Text, text, width } from '../text.ts'
import { wrapWords } from '../views/words.ts'
import type { Context, Outcome } from './command.ts'

/** The selected row with all its columns, in full: what a narrow screen cuts can be read, and what it leaves out. */
export function wholeRow({ state, table }: Pick<Context, 'state' | 'table'>): Outcome {
  const row = table?.rows[table.index]
  if (!table || row === undefined) return { state }
  const shown = new Set(table.columns.map(({ column }) => column.id))
  const items = table.section.columns.flatMap(({ id, title, place, cell }) => {
    if (place) return []
    const made = cell(row)
    const words = (typeof made === 'string' ? made : made.text).trim() as Text
    // Columns that nobody looks at are not read.
    return words === '' || (words === '~' && !shown.has(id)) ? [] : [{ title: clean(title), words }]
  })
  const cells = Math.max(0, ...items.map(({ title }) => width(title))) + 2
  const lines = items.flatMap(({ title, words }) =>
    wrapWords(words, Math.max(20, state.columns - cells - 3)).map(
      (part, i) => text` ${fit(i === 0 ? title : text``, cells, 'left')}${part}`,
    ),
  )
  return { state: { ...state, dialog: { kind: 'answer', title: 'The whole row', lines, top: 0 } } }
}
