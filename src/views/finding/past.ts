import type { Line } from '../../style.ts'
import { fit, type Text, text, width } from '../../text.ts'
import { amount } from '../amount.ts'
import type { Lines } from '../view.ts'
import type { Shown } from './shown.ts'

const EIGHTHS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']
const ROWS = 4
const AXIS = 11
/** Fewer say nothing. */
const LEAST = 3

/** The value at the looks of its rule, the newest at the right. A rule looks as seldom as it can afford: there is no axis of time. */
export function pastSection({ now, unit }: Shown): Lines {
  const values = now?.history ?? []
  const isThere = values.length >= LEAST
  return {
    kind: 'lines',
    id: 'finding-past',
    priority: 3,
    from: 24,
    least: isThere ? ROWS + 2 : 0,
    lines: (columns) => (isThere ? pastLines(values, unit ?? '', columns) : []),
  }
}

function pastLines(values: readonly number[], unit: string, columns: number): readonly Line[] {
  const cells = Math.max(1, columns - AXIS - 1)
  const wide = [8, 4, 2].find((times) => values.length * times <= cells) ?? 1
  const shown = values.slice(-Math.floor(cells / wide))
  const top = Math.max(...shown, 0) || 1
  const lines = Array.from({ length: ROWS }, (_, y): Line => {
    const label = y === 0 ? amount(top, unit) : y === ROWS - 1 ? text`0` : text``
    const columnsOf = shown.map((value) => mark((value / top) * ROWS - (ROWS - 1 - y)).repeat(wide)).join('') as Text
    return {
      spans: [
        { text: text`${fit(label, AXIS - 1, 'right')} `, style: 'dim' },
        { text: columnsOf, style: 'series1' },
      ],
    }
  })
  const title = text` At the last ${shown.length} looks of its rule`
  const now = fit(text`now`, Math.max(0, Math.min(columns, AXIS + shown.length * wide) - width(title)), 'right')
  return [
    {
      spans: [
        { text: title, style: 'title' },
        { text: now, style: 'dim' },
      ],
    },
    ...lines,
  ]
}

/** What a cell shows of a column that ends so many cells above its foot. */
function mark(height: number): string {
  return EIGHTHS[Math.max(0, Math.min(8, Math.ceil(height * 8)))] as string
}
