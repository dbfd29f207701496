import { percent } from '../format.ts'
import { type Text, text } from '../text.ts'
import type { Share } from '../units.ts'
import type { Cell } from './view.ts'

/** Zeros step back so that what moves is seen. */
export function quiet(value: number | null, format: (value: number | null) => Text): Cell {
  return value === 0 ? ZERO : format(value)
}

/** The same for a share that shows as 0.0. */
export function quietShare(share: Share | null): Cell {
  return share !== null && share < 0.0005 ? ZERO_PERCENT : percent(share)
}

export const ZERO = { text: text`0`, style: 'dim' } as const
const ZERO_PERCENT = { text: percent(0), style: 'dim' } as const
