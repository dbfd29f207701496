import { bytes, perSecond } from '../../format.ts'
import { text } from '../../text.ts'
import { numbers, words as wordsOf } from '../column.ts'
import { quiet, ZERO } from '../quiet.ts'
import type { Column, Switches } from '../view.ts'

/** Columns that differ in title, help and value only: counts, words, sizes and rates. */
export type By = (row: number) => number | null

export function number(id: string, title: string, width: number, priority: number, help: string, by: By): Column {
  const cell = (row: number) => {
    const value = by(row)
    return value === null ? text`-` : value === 0 ? ZERO : text`${value}`
  }
  return { id, title, help, width, align: 'right', priority, unit: 'count', cell, by }
}

export function words(
  id: string,
  title: string,
  width: number,
  priority: number,
  help: string,
  by: (row: number) => string | null,
): Column {
  return wordsOf({ id, title, help, width, priority }, by)
}

/** Head of the CPU share, so that one sees of what it is a share. */
export function cpuTitle({ cpuOf }: Switches): string {
  return cpuOf === 'machine' ? '%MACH' : '%CPU'
}

export function sized(id: string, title: string, width: number, priority: number, help: string, by: By): Column {
  return numbers({ id, title, help, width, priority }, 'bytes', by, (value) => quiet(value, bytes))
}

export function rated(id: string, title: string, help: string, by: By, priority: number): Column {
  return numbers({ id, title, help, width: Math.max(6, title.length), priority }, 'count', by, (value) =>
    quiet(value, perSecond),
  )
}

export function flow(id: string, title: string, help: string, by: By): Column {
  return sized(id, title, 6, 0, help, by)
}
