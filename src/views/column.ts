import { clean, text } from '../text.ts'
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
  shape: ColumnShape & Partial<Pick<Column, 'grow' | 'wish' | 'sentence' | 'files'>>,
  by: (row: number) => string | null,
  show?: (row: number) => Cell,
): Column {
  return { ...shape, align: 'left', unit: 'text', by, cell: show ?? ((row) => clean(by(row) ?? '-')) }
}

/** A number by which rows are told apart: a node, a pid. */
export function numbered(shape: ColumnShape, by: (row: number) => number): Column {
  return { ...shape, align: 'right', unit: 'count', cell: (row) => text`${by(row)}`, by }
}

/** What a process was started with. */
export function commandColumn(
  by: (row: number) => string | null,
  change: Partial<Pick<Column, 'help' | 'wish'>> = {},
): Column {
  const help = 'arguments, or the name until they are read; /proc/PID/cmdline, comm'
  const shape = { id: 'command', title: 'COMMAND', width: 10, priority: 1, grow: true, files: ['cmdline'] } as const
  return words({ ...shape, help, ...change }, by)
}

/** The rows as they were declared, from 1: what a table is sorted by at first, seen only by who chooses it. */
export function orderColumn(help: string): Column {
  return {
    id: 'order',
    title: 'ORDER',
    help,
    width: 5,
    align: 'right',
    priority: 0,
    unit: 'count',
    place: true,
    cell: (row) => text`${row + 1}`,
    by: (row) => row + 1,
  }
}

/** What a filter on a share compares with: percent, as it is shown. */
export function inPercent(share: number | null): number | null {
  return share === null ? null : share * 100
}
