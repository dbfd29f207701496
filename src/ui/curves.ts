import type { Line } from '../style.ts'
import { fit, text } from '../text.ts'
import type { Chart } from '../views/view.ts'
import { AXIS, LEAST, legend, niceTop, pointsOf, timeAxis, wideOf } from './chart.ts'
import type { CurveSpot } from './frame.ts'
import { Spans } from './spans.ts'

/** Below this a curve of dots says less than columns do. */
const FEWEST = { columns: 40, rows: 6 }

/**
 * The frame of a chart whose series do not add up: legend, scale and time axis, and room for the curves between them. Its time is
 * that of chartLines(), so that a curve and a stack above it are read together.
 * Null: the columns of chartLines() serve better.
 */
export function drawCurves(
  chart: Chart,
  columns: number,
  rows: number,
): { readonly lines: readonly Line[]; readonly spot: CurveSpot } | null {
  const height = rows - 2
  const cells = columns - AXIS - 1
  const points = pointsOf(chart)
  if (chart.stacked || points < LEAST || cells < FEWEST.columns || height < FEWEST.rows) return null
  const wide = wideOf(points, cells)
  const drawn = Math.min(points, Math.floor(cells / wide))
  const series = chart.series.map(({ style, values }) => ({ style, values: values.slice(-drawn) }))
  const known = series.flatMap(({ values }) => values.filter((value) => !Number.isNaN(value)))
  const top = niceTop(Math.max(0, ...known), chart.bytes)
  const scale = Array.from({ length: height }, (_, row) => {
    const label = row === 0 ? chart.unit(top) : row === height - 1 ? chart.unit(0) : text``
    return new Spans('dim')
      .add(fit(label, AXIS, 'right'), 'dim')
      .add(text` `, 'dim')
      .line()
  })
  return {
    lines: [legend(chart, columns, points), ...scale, timeAxis((drawn - 1) * chart.step, cells, cells - drawn * wide)],
    spot: { y: 1, columns: cells, rows: height, shown: height, top, dots: 2 * wide, series },
  }
}
