import type { Line, Style } from '../style.ts'
import { fit, type Text, text, width } from '../text.ts'
import type { Chart } from '../views/view.ts'
import { BLANK, SPACE, Spans } from './spans.ts'

const EIGHTHS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']
/** Cells of the numbers at the left. */
export const AXIS = 8
const SQUARE = text`■`
/** Fewer points say nothing. */
export const LEAST = 10
/** Rows a chart can use. */
const ROWS = 12

/** How many rows this chart wants: one line until there is something to draw. */
export function chartRows(chart: Chart): number {
  return pointsOf(chart) < LEAST ? 1 : ROWS
}

/** From the first that is known in any series. */
export function pointsOf({ series }: Chart): number {
  return Math.max(0, ...series.map(({ values }) => values.length - Math.max(0, values.findIndex(isKnown))))
}

/** Cells a point takes. */
export function wideOf(points: number, cells: number): number {
  return [8, 4, 2].find((times) => points * times <= cells) ?? 1
}

function isKnown(value: number): boolean {
  return !Number.isNaN(value)
}

/**
 * A chart of the last minutes, newest at the right. While little is known a point takes several cells. Stacked series are drawn as columns that add up, so that
 * the height is the sum; each series has its colour and, in the legend, its value now.
 */
export function chartLines(chart: Chart, columns: number, rows: number): readonly Line[] {
  const points = pointsOf(chart)
  const head = points < LEAST ? [legend(chart, columns, points)] : legendLines(chart, columns, rows)
  const height = rows - 1 - head.length
  if (height < 1 || points < LEAST) return [legend(chart, columns, points)]
  const cells = columns - AXIS - 1
  const wide = wideOf(points, cells)
  const shown = chart.series.map((series) => window(series.values, cells, wide))
  const sums = Array.from({ length: cells }, (_, x) => shown.reduce((sum, s) => sum + known(s[x]), 0))
  const peak = Math.max(...(chart.stacked ? sums : shown.flat().map(known)), 0)
  const top = niceTop(peak, chart.bytes)
  const lines: Line[] = [...head]
  for (let row = 0; row < height; row++) {
    const label = row === 0 ? chart.unit(top) : row === height - 1 ? chart.unit(0) : text``
    const spans = new Spans('dim').add(fit(label, AXIS, 'right'), 'dim').add(text` `, 'dim')
    for (let x = 0; x < cells; x++) {
      const [mark, style] = cellOf(chart, shown, x, height - 1 - row, top / height)
      spans.add(mark, style)
    }
    lines.push(spans.line())
  }
  const drawn = Math.min(points, Math.floor(cells / wide))
  lines.push(timeAxis((drawn - 1) * chart.step, cells, cells - drawn * wide))
  return lines
}

/** The last points that there are cells for, each `wide` cells, right aligned. */
function window(values: readonly number[], cells: number, wide: number): readonly number[] {
  return Array.from(
    { length: cells },
    (_, x) => values[values.length - 1 - Math.floor((cells - 1 - x) / wide)] ?? Number.NaN,
  )
}

function known(value: number | undefined): number {
  return value === undefined || Number.isNaN(value) ? 0 : value
}

/** What one cell shows: of a stack, the series that fills most of it; the topmost part as a fraction. */
function cellOf(
  chart: Chart,
  shown: readonly (readonly number[])[],
  x: number,
  level: number,
  step: number,
): [Text, Style] {
  if (chart.stacked && chart.series.every((series) => series.mark)) return markOf(chart, shown, x, level, step)
  const low = level * step
  let base = 0
  let best: [number, Chart['series'][number] | undefined] = [0, undefined]
  let filled = 0
  for (let i = 0; i < shown.length; i++) {
    const value = known(shown[i]?.[x])
    const from = chart.stacked ? base : 0
    const part = Math.max(0, Math.min(from + value, low + step) - Math.max(from, low))
    if (chart.stacked) filled += part
    else filled = Math.max(filled, part)
    if (part > best[0]) best = [part, chart.series[i]]
    base += value
  }
  const eighths = Math.min(8, Math.ceil((filled / step) * 8 - 1e-9))
  const { style } = best[1] ?? { style: 'plain' as const }
  return [(EIGHTHS[Math.max(0, eighths)] ?? ' ') as Text, style]
}

/** A sign has no eighths: each series stands where its end is nearest to, and the foot shows whatever there is. */
function markOf(
  { series }: Chart,
  shown: readonly (readonly number[])[],
  x: number,
  level: number,
  step: number,
): [Text, Style] {
  let sum = 0
  let largest = -1
  for (let i = 0; i < shown.length; i++) {
    const value = known(shown[i]?.[x])
    sum += value
    if (value > 0 && (largest < 0 || value > known(shown[largest]?.[x]))) largest = i
    if (value > 0 && level < Math.round(sum / step)) return blockOf(series[i])
  }
  const foot = level === 0 ? series[largest] : undefined
  return blockOf(foot)
}

function blockOf(series: Chart['series'][number] | undefined): [Text, Style] {
  return [series?.mark ?? SPACE, series?.block ?? series?.style ?? 'plain']
}

/** A round number at or above the peak, so that the scale is readable and steady. */
export function niceTop(peak: number, bytes = false): number {
  if (!(peak > 0)) return 1
  if (bytes) {
    const unit = 1024 ** Math.max(0, Math.floor(Math.log(peak) / Math.log(1024)))
    return Math.min(niceTop(Math.max(1, peak / unit)), 1024) * unit
  }
  const power = 10 ** Math.floor(Math.log10(peak))
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((s) => s * power >= peak) ?? 10
  return step * power
}

/** The title and what each series is now; before there is anything to draw, when that will be. */
export function legend(chart: Chart, columns: number, points: number): Line {
  const spans = new Spans('plain').add(text` ${chart.title}  `, 'title')
  let used = width(chart.title) + 3
  if (points < LEAST) {
    const words = text`chart begins in ${Math.ceil((LEAST - points) * chart.step)} s`
    return spans.add(words, 'dim').line()
  }
  for (const series of chart.series) {
    const words = namedNow(chart, series)
    if (used + width(words) + 2 > columns) break
    spans.add(text`${series.mark ?? SQUARE} `, series.style).add(words, 'plain')
    used += width(words) + 2
  }
  return spans.line()
}

/** Part of a chart that its legend may take: what it draws comes first. */
const LEGEND = 1 / 3

/** All series or none, on as many lines as that takes: a sign that is not told says nothing. */
function legendLines(chart: Chart, columns: number, rows: number): readonly Line[] {
  const title = text` ${chart.title}  `
  const lines = [new Spans('plain').add(title, 'title')]
  let used = width(title)
  for (const series of chart.series) {
    const words = namedNow(chart, series)
    if (used + width(words) > columns && used > 1) {
      lines.push(new Spans('plain').add(SPACE, 'plain'))
      used = 1
    }
    lines
      .at(-1)
      ?.add(text`${series.mark ?? SQUARE} `, series.style)
      .add(words, 'plain')
    used += width(words) + 2
  }
  const isFit = lines.length === 1 || lines.length <= rows * LEGEND
  return isFit ? lines.map((line) => line.line()) : [new Spans('plain').add(title, 'title').line()]
}

function namedNow({ unit }: Chart, { name, values }: Chart['series'][number]): Text {
  return text`${name} ${unit(values.at(-1) ?? Number.NaN)}  `
}

/** From the oldest point, which stands in the cell `from`, to now. */
export function timeAxis(span: number, cells: number, from: number): Line {
  if (cells < 20) return BLANK
  const seconds = Math.round(span)
  const far = seconds >= 120 ? text`${Math.round(seconds / 60)} min ago` : text`${seconds} s ago`
  const left = Math.max(0, from)
  const spans = new Spans('dim').add(fit(text``, AXIS + 1 + left, 'left'), 'dim').add(far, 'dim')
  return spans.add(fit(text`now`, cells - left - width(far), 'right'), 'dim').line()
}
