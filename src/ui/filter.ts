import { clean, type Text } from '../text.ts'
import type { Cell, Column, TableSection } from '../views/view.ts'
import { type Field, fieldsUsed, matches, parseQuery, type Query } from './query.ts'

/** A table's filter, ready to be asked of every row. */
export interface Filter {
  readonly text: string
  readonly shown: Text
  readonly error: Text | null
  /** Columns it reads: those are wanted of everybody. */
  readonly columns: readonly string[]
  /** Whether it has words, which are looked for in all columns of words. */
  readonly hasWords: boolean
  shows(row: number): boolean
}

/** Compiled against this tick's rows; a filter that cannot be read shows everything and says what is wrong with it. */
export function compileFilter(words: string, section: TableSection, last: Filter | null): Filter {
  const shown = last && last.text === words ? last.shown : clean(words)
  if (words.trim() === '') return { text: '', shown, error: null, columns: [], hasWords: false, shows: () => true }
  const query = parseQuery(words, fieldsOf(section.columns))
  if ('error' in query)
    return { text: words, shown, error: clean(query.error), columns: [], hasWords: false, shows: () => true }
  const columns = new Map(section.columns.map((column) => [column.id, column]))
  return {
    text: words,
    shown,
    error: null,
    columns: fieldsUsed(query),
    hasWords: query.hasWords,
    shows: (row) => fits(query, row, columns),
  }
}

function fits(query: Query, row: number, columns: ReadonlyMap<string, Column>): boolean {
  return matches(
    query,
    (field) => columns.get(field)?.by?.(row) ?? null,
    () => rowWords(row, columns),
  )
}

/** What a plain word is looked for in: the columns that hold words. */
function rowWords(row: number, columns: ReadonlyMap<string, Column>): string {
  let words = ''
  for (const column of columns.values()) if (column.unit === 'text') words += `${wordsOf(column.cell(row))} `
  return words
}

function wordsOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text
}

/** What may be compared in this table: its columns that have a unit. */
export function fieldsOf(columns: readonly Column[]): ReadonlyMap<string, Field> {
  return new Map(columns.flatMap((column): [string, Field][] => (column.unit ? [[column.id, fieldOf(column)]] : [])))
}

/** fs/proc/array.c, task_state_array. */
const STATES = ['R', 'S', 'D', 'T', 't', 'Z', 'I', 'X', 'P']

function fieldOf({ id, unit, asBytes }: Column): Field {
  if (unit === 'text' || unit === undefined) return id === 'state' ? { kind: 'text', values: STATES } : { kind: 'text' }
  return asBytes ? { kind: 'number', unit, asBytes } : { kind: 'number', unit }
}
