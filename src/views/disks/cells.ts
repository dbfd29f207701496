import { bytes, countShort, perSecond } from '../../format.ts'
import type { PidFile } from '../../sample/wants.ts'
import { clean, type Text, text } from '../../text.ts'
import type { Seconds } from '../../units.ts'
import { inPercent } from '../column.ts'
import { quiet, quietShare } from '../quiet.ts'
import type { Cell, Column } from '../view.ts'

/** For columns, at most 6 cells: `0` `0.08` `12.4` `1,204`. */
export function milliseconds(time: Seconds | null): Text {
  return decimals(time === null ? null : time * 1000)
}

/** A gauge of small numbers: two digits, one from 10 on, none from 100 on. */
export function decimals(value: number | null): Text {
  if (value === null) return text`-`
  return value >= 99.95 ? countShort(value) : (value.toFixed(value >= 9.995 ? 1 : 2) as Text)
}

type By<T> = (row: number) => T | null
type Place = Pick<Column, 'id' | 'title' | 'width' | 'priority' | 'help'>

/** Columns that differ in place and value only. */
export function words(place: Place, by: By<string>, style?: (row: number) => Exclude<Cell, string>['style']): Column {
  return {
    ...place,
    align: 'left',
    unit: 'text',
    cell: (row) => {
      const shown = clean(by(row) ?? '-')
      return style ? { text: shown, style: style(row) } : shown
    },
    by,
  }
}

export function rates(place: Place, by: By<number>): Column {
  return { ...number(place, by), cell: (row) => quiet(by(row), perSecond) }
}

export function flows(place: Place, by: By<number>, file?: PidFile): Column {
  const column: Column = { ...number(place, by), unit: 'bytes', cell: (row) => quiet(by(row), bytes) }
  return file ? { ...column, files: [file], dear: 'rate' } : column
}

export function counts(place: Place, by: By<number>): Column {
  return { ...number(place, by), cell: (row) => quiet(by(row), countShort) }
}

export function shares(place: Place, by: By<number>, hot: number): Column {
  return {
    ...number(place, (row) => inPercent(by(row))),
    unit: 'percent',
    cell: (row) => {
      const share = quietShare(by(row))
      const value = by(row)
      return value !== null && value >= hot && typeof share === 'string' ? { text: share, style: 'warning' } : share
    },
  }
}

export function times(place: Place, by: By<Seconds>, hot: (row: number) => boolean): Column {
  return {
    ...number(place, by),
    unit: 'seconds',
    cell: (row) => (hot(row) ? { text: milliseconds(by(row)), style: 'warning' } : quiet(by(row), milliseconds)),
  }
}

export function gauges(place: Place, by: By<number>): Column {
  return { ...number(place, by), cell: (row) => quiet(by(row), decimals) }
}

function number(place: Place, by: By<number>): Omit<Column, 'cell'> {
  return { ...place, align: 'right', unit: 'count', descending: true, by }
}
