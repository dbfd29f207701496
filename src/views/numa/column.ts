import { bytes, count, countShort, perSecond } from '../../format.ts'
import { clean, type Text, text, width } from '../../text.ts'
import { quiet, quietShare } from '../quiet.ts'
import type { Cell, Column } from '../view.ts'

type By = (row: number) => number | null

interface Shape {
  readonly id: string
  readonly title: string
  readonly help: string
  readonly width: number
  readonly priority: number
}

/** Numbers: larger first. */
function numbers(shape: Shape, unit: Column['unit'], by: By, cell: (value: number | null) => Cell): Column {
  return { ...shape, align: 'right', unit: unit ?? 'count', descending: true, by, cell: (row) => cell(by(row)) }
}

export function sized(shape: Omit<Shape, 'width'> & { readonly width?: number }, by: By): Column {
  return numbers({ ...shape, width: shape.width ?? 6 }, 'bytes', by, (value) => quiet(value, bytes))
}

export function rated(shape: Shape, by: By): Column {
  return numbers(shape, 'count', by, (value) => quiet(value, perSecond))
}

/** In full where it fits. */
export function counted(shape: Shape, by: By): Column {
  const show = (value: number | null): Text => (width(count(value)) > shape.width ? countShort(value) : count(value))
  return numbers(shape, 'count', by, (value) => quiet(value, show))
}

/** A share; `hot`: it is more (or less) than it should be. */
export function shared(shape: Shape, by: By, hot: (share: number, row: number) => boolean = () => false): Column {
  return {
    ...shape,
    align: 'right',
    unit: 'percent',
    descending: true,
    cell: (row) => {
      const share = by(row)
      const cell = quietShare(share)
      return share !== null && hot(share, row) && typeof cell === 'string' ? { text: cell, style: 'warning' } : cell
    },
    by: (row) => {
      const share = by(row)
      return share === null ? null : share * 100
    },
  }
}

/** A name by which rows are told apart: a node, a pid. */
export function numbered(shape: Shape, by: (row: number) => number): Column {
  return { ...shape, align: 'right', unit: 'count', cell: (row) => text`${by(row)}`, by }
}

/** Words of the kernel, or ours. */
export function words(shape: Shape & { readonly grow?: boolean }, by: (row: number) => string | null): Column {
  return { ...shape, align: 'left', unit: 'text', cell: (row) => clean(by(row) ?? '-'), by }
}
