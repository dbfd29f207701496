import type LineWidget from 'blessed-contrib/lib/widget/charts/line.js'
import type { Text } from '../text.ts'
import type { CurveSpot, Frame, Line, Style } from '../ui/frame.ts'
import { Spans } from '../ui/spans.ts'

type Widget = typeof LineWidget

/**
 * A paint that draws the curves first. blessed-contrib, which brings all of blessed, is loaded at the first curve; until it is
 * there, the frame waits, unless a newer one has no curve.
 */
export function curved(paint: (frame: Frame) => void, fail: (error: unknown) => void): (frame: Frame) => void {
  let draw: ((frame: Frame) => Frame) | null = null
  let isLoading = false
  let waiting: Frame | null = null
  return (frame) => {
    if (!frame.curves || draw) {
      waiting = null
      paint(draw ? draw(frame) : frame)
      return
    }
    waiting = frame
    if (isLoading) return
    isLoading = true
    loadCurves()
      .then((loaded) => {
        draw = loaded
        if (waiting) paint(draw(waiting))
        waiting = null
      })
      .catch(fail)
  }
}

/** What puts the curves into a frame. A curve is drawn again only when its room or its values are others. */
export async function loadCurves(): Promise<(frame: Frame) => Frame> {
  const { default: widget } = await import('blessed-contrib/lib/widget/charts/line.js')
  let last: readonly Drawn[] = []
  return (frame) => {
    if (!frame.curves) return frame
    last = frame.curves.map(
      (spot) => last.find((drawn) => isSame(drawn.spot, spot)) ?? { spot, rows: plot(widget, spot) },
    )
    const lines = [...frame.lines]
    frame.curves.forEach(({ y, shown }, i) => {
      for (let row = 0; row < shown; row++) {
        const line = lines[y + row]
        const curve = last[i]?.rows[row]
        if (line && curve) lines[y + row] = { ...line, spans: [...line.spans, ...curve.spans] }
      }
    })
    return { ...frame, lines }
  }
}

interface Drawn {
  readonly spot: CurveSpot
  readonly rows: readonly Line[]
}

function isSame(a: CurveSpot, b: CurveSpot): boolean {
  if (a.columns !== b.columns || a.rows !== b.rows || a.top !== b.top || a.dots !== b.dots) return false
  return (
    a.series.length === b.series.length &&
    a.series.every(({ style, values }, i) => {
      const other = b.series[i]
      return (
        style === other?.style &&
        values.length === other.values.length &&
        values.every((value, k) => Object.is(value, other.values[k]))
      )
    })
  )
}

/** Dots at the left for contrib's own numbers and axis, and at the foot for its baseline; we have ours, so they are cut off. */
const LEFT = 40
const FOOT = 12
/** It starts a curve so many dots right of its axis. */
const START = 2

/**
 * By the line widget of blessed-contrib, alone: without a screen, which would take the terminal. Its scale is set so that 0 comes
 * upon the lowest dot of the spot and `top` upon the highest, and its labels so many that points are `dots` apart.
 */
function plot(Widget: Widget, { columns, rows, top, dots, series }: CurveSpot): readonly Line[] {
  const points = Math.floor((2 * columns) / dots)
  const height = 4 * rows + FOOT
  const baseline = height - 11
  const widget = new Widget({
    screen: { setEffects: () => undefined },
    // The least more: rounded down, a peak would be above the canvas.
    maxY: ((top * baseline) / (baseline - 2)) * (1 + 1e-9),
    xPadding: LEFT,
    showNthLabel: Number.POSITIVE_INFINITY,
  })
  widget.calcSize = () => {
    widget.canvasSize = { width: LEFT + dots * (points + START), height }
  }
  attach(widget)
  // The canvas is new: there is nothing to clear, which would cost more than the curves.
  widget.ctx.clearRect = () => undefined
  const x = new Array<string>(points + START).fill(' ')
  // The last is drawn over the others: the first series is on top.
  const drawn = series.map(({ values }, i) => ({ x, y: rightmost(values, points), style: { line: i + 1 } })).reverse()
  widget.setData(drawn)
  const styles = series.map(({ style }) => style)
  const from = (LEFT + START) / 2
  const cells = Math.floor((dots * (points - 1)) / 2) + 1
  return widget.ctx.canvas
    .frame()
    .split('\n')
    .slice(0, rows)
    .map((row) => lineOf(row, styles, from, from + cells, columns - cells))
}

/** Where it makes its canvas. drawille still says `new Buffer`, of which Node would warn on the terminal. */
function attach(widget: InstanceType<Widget>): void {
  const { noDeprecation = false } = process
  process.noDeprecation = true
  widget.emit('attach')
  process.noDeprecation = noDeprecation
}

/** What is not known has no dots: contrib draws no line from or to NaN. */
function rightmost(values: readonly number[], points: number): readonly number[] {
  return Array.from({ length: points }, (_, i) => values[values.length - points + i] ?? Number.NaN)
}

/** Cells of a row of the canvas, `\x1b[38;5;1m⠤\x1b[39m`: series by the number of their colour. */
function lineOf(row: string, styles: readonly Style[], from: number, to: number, indent: number): Line {
  const spans = new Spans('plain').add(' '.repeat(indent) as Text, 'plain')
  let at = 0
  row.split('\x1b[').forEach((part, i) => {
    const end = i === 0 ? -1 : part.indexOf('m')
    const style = styles[Number(part.slice(0, end).replace('38;5;', '')) - 1] ?? 'plain'
    for (const cell of part.slice(end + 1)) {
      if (at >= from && at < to) spans.add(cell as Text, cell === ' ' ? 'plain' : style)
      at++
    }
  })
  return spans.line()
}
