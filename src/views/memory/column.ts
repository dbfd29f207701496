import type { Column } from '../view.ts'

type Given = Pick<Column, 'id' | 'title' | 'help' | 'width' | 'cell'> & Partial<Column>

/** A column of numbers, larger first. */
export function number(given: Given): Column {
  return { align: 'right', priority: 1, unit: 'count', descending: true, ...given }
}

export function words(given: Given): Column {
  return { align: 'left', priority: 1, unit: 'text', ...given }
}
