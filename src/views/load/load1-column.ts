import { inPercent, numbers } from '../column.ts'
import { quietShare } from '../quiet.ts'
import type { Cell, Column } from '../view.ts'

/** The share of the 1 minute average that a row made. */
export function load1Column(
  share: (row: number) => number | null,
  { help = LOOKED, show = (row) => quietShare(share(row)) }: Change = {},
): Column {
  const shape = { id: 'share', title: '%LOAD1', help, width: 7, priority: 1 }
  return numbers(
    shape,
    'percent',
    (row) => inPercent(share(row)),
    (_, row) => show(row),
  )
}

interface Change {
  readonly help?: string
  readonly show?: (row: number) => Cell
}

const LOOKED = 'share of the 1 minute average, by the weights the kernel gives to each moment, as far as whytop looked'
