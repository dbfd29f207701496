import { clean, type Text } from '../text.ts'
import type { Cell, Column, TableSection } from '../views/view.ts'
import { type Field, fieldsUsed, parseQuery, type QueryRow } from './query.ts'
import { TRUE } from './query-compare.ts'

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
  const alone = new Map(section.columns.flatMap((column) => (column.alone ? [[column.alone, column] as const] : [])))
  const asked = new AskedRow(columns, alone)
  return {
    text: words,
    shown,
    error: null,
    columns: fieldsUsed(query).map((name) => alone.get(name)?.id ?? name),
    hasWords: query.hasWords,
    shows: (row) => query.test(asked.at(row)) === TRUE,
  }
}

/** A row as the query sees it: one for all rows, each in its turn. */
class AskedRow implements QueryRow {
  readonly #columns: ReadonlyMap<string, Column>
  readonly #alone: ReadonlyMap<string, Column>
  readonly has?: (words: string) => boolean
  readonly #tests = new Map<string, (row: number) => boolean>()
  #row = 0

  constructor(columns: ReadonlyMap<string, Column>, alone: ReadonlyMap<string, Column>) {
    this.#columns = columns
    this.#alone = alone
    if ([...columns.values()].some((column) => column.code)) this.has = this.#has
  }

  at(row: number): this {
    this.#row = row
    return this
  }

  get = (field: string): number | string | null => {
    const column = this.#columns.get(field) ?? this.#alone.get(field)
    if (!column?.code) return column?.by?.(this.#row) ?? null
    const code = column.code.of(this.#row)
    return code < 0 ? null : code
  }

  either = (field: string): number | null => this.#columns.get(field)?.either?.(this.#row) ?? null

  also = (field: string): readonly string[] => this.#columns.get(field)?.also?.(this.#row) ?? NONE

  #has = (words: string): boolean => {
    const test = this.#tests.get(words) ?? anyColumn([...this.#columns.values()], words)
    this.#tests.set(words, test)
    return test(this.#row)
  }

  words = (): string => rowWords(this.#row, this.#columns)
}

const NONE: readonly string[] = []

/** Whether a column of words holds these: each code is looked at once. What begins in one column and ends in the next is not found. */
export function anyColumn(columns: readonly Column[], words: string): (row: number) => boolean {
  const tests = columns
    .filter((column) => column.unit === 'text')
    .map(({ code, cell }) => {
      if (!code) return (row: number) => wordsOf(cell(row)).toLowerCase().includes(words)
      const known = new Map<number, boolean>()
      return (row: number) => {
        const of = code.of(row)
        let holds = known.get(of)
        if (holds === undefined) {
          holds = of >= 0 && code.word(of).toLowerCase().includes(words)
          known.set(of, holds)
        }
        return holds
      }
    })
  return (row) => tests.some((test) => test(row))
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
  return new Map(
    columns.flatMap((column): [string, Field][] => {
      if (!column.unit) return []
      const { either, alone, ...only } = column
      return [[column.id, fieldOf(column)], ...(alone ? [[alone, fieldOf(only)] as [string, Field]] : [])]
    }),
  )
}

/** fs/proc/array.c, task_state_array. */
const STATES = ['R', 'S', 'D', 'T', 't', 'Z', 'I', 'X', 'P']

function fieldOf({ id, title, unit, asBytes, values, code, either }: Column): Field {
  if (unit === 'text' || unit === undefined) {
    const words = values ?? (id === 'state' && title === 'S' ? STATES : undefined)
    return { kind: 'text', ...(words && { values: words }), ...(code && { code }) }
  }
  return { kind: 'number', unit, ...(asBytes && { asBytes }), ...(either && { either: true }) }
}
