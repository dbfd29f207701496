import { bytes, count, countShort, perSecond } from '../../format.ts'
import { type Text, width } from '../../text.ts'
import { type ColumnShape, inPercent, numbers } from '../column.ts'
import { quiet, quietShare } from '../quiet.ts'
import type { Column } from '../view.ts'

type By = (row: number) => number | null

export function sized(shape: Omit<ColumnShape, 'width'> & { readonly width?: number }, by: By): Column {
  return numbers({ ...shape, width: shape.width ?? 6 }, 'bytes', by, (value) => quiet(value, bytes))
}

export function rated(shape: ColumnShape, by: By): Column {
  return numbers(shape, 'count', by, (value) => quiet(value, perSecond))
}

/** In full where it fits. */
export function counted(shape: ColumnShape, by: By): Column {
  const show = (value: number | null): Text => (width(count(value)) > shape.width ? countShort(value) : count(value))
  return numbers(shape, 'count', by, (value) => quiet(value, show))
}

/** A share; `hot`: it is more (or less) than it should be. */
export function shared(shape: ColumnShape, by: By, hot: (share: number, row: number) => boolean = () => false): Column {
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
    by: (row) => inPercent(by(row)),
  }
}
