import { clean } from '../text.ts'
import type { Cell, Column } from './view.ts'

export interface ColumnShape {
  readonly id: string
  readonly title: string
  /** One line, with the kernel file. */
  readonly help: string
  readonly width: number
  readonly priority: number
}

/** A column of numbers; larger first. */
export function numbers(
  shape: ColumnShape,
  unit: 'count' | 'bytes' | 'percent' | 'seconds',
  by: (row: number) => number | null,
  show: (value: number | null, row: number) => Cell,
): Column {
  return { ...shape, align: 'right', unit, descending: true, by, cell: (row) => show(by(row), row) }
}

/** A column of words, which may be foreign. */
export function words(
  shape: ColumnShape & Partial<Pick<Column, 'grow' | 'wish' | 'sentence'>>,
  by: (row: number) => string | null,
  show?: (row: number) => Cell,
): Column {
  return { ...shape, align: 'left', unit: 'text', by, cell: show ?? ((row) => clean(by(row) ?? '-')) }
}

/** What a filter on a share compares with: percent, as it is shown. */
export function inPercent(share: number | null): number | null {
  return share === null ? null : share * 100
}
