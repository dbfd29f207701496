import type { Text } from '../../text.ts'
import { clean } from '../../text.ts'
import type { Cell, Column } from '../view.ts'

interface Shape {
  readonly id: string
  readonly title: string
  readonly help: string
  readonly width: number
  readonly priority: number
}

/** A column of numbers; larger first. */
export function numbers(
  shape: Shape,
  unit: 'count' | 'bytes' | 'percent' | 'seconds',
  by: (row: number) => number | null,
  show: (value: number | null, row: number) => Cell,
): Column {
  return { ...shape, align: 'right', unit, descending: true, by, cell: (row) => show(by(row), row) }
}

/** A column of words, which may be foreign. */
export function words(shape: Shape, by: (row: number) => string | null, show?: (row: number) => Cell): Column {
  return { ...shape, align: 'left', unit: 'text', by, cell: show ?? ((row): Text => clean(by(row) ?? '-')) }
}
