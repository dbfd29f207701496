import type { PidFile } from '../sample/wants.ts'
import type { Text } from '../text.ts'
import type { TableSection } from '../views/view.ts'
import type { DrawnTable } from './table.ts'

/** A column that sorts or filters is needed of every row; plain words look at those that hold words. */
export function wholeFiles(
  { section, sort, filter }: Pick<DrawnTable, 'section' | 'sort' | 'filter'>,
  find: string,
): readonly PidFile[] {
  const wanted = new Set([sort.by, ...filter.columns])
  const hasWords = filter.hasWords || find !== ''
  return section.columns
    .filter((column) => wanted.has(column.id) || (hasWords && column.unit === 'text' && column.priority > 0))
    .flatMap((column) => column.files ?? [])
}

/** How far what is shown has been read of everybody: `files`, where others may be wanted for something else. */
export function progressOf({ progress = null }: TableSection, files: () => readonly PidFile[]): Text | null {
  return typeof progress === 'function' ? progress(files()) : progress
}
