import { describe, expect, test, vi } from 'vitest'
import { curved, loadCurves } from '../../src/screen/curves.ts'
import type { CurveSpot, Frame, Style } from '../../src/ui/frame.ts'
import { BLANK } from '../../src/ui/spans.ts'
import { lineText } from '../ui/drawing.ts'

const draw = await loadCurves()

function spot(change: Partial<CurveSpot> & { readonly values?: readonly number[] } = {}): CurveSpot {
  const { values = new Array<number>(80).fill(5), ...rest } = change
  const series = [{ style: 'series1' as const, values }]
  return { y: 0, columns: 40, rows: 6, shown: change.rows ?? 6, top: 10, dots: 1, series, ...rest }
}

function frameOf(...curves: readonly CurveSpot[]): Frame {
  return { columns: 80, rows: 24, lines: new Array(24).fill(BLANK), cursor: null, curves }
}

function drawnRows(of: CurveSpot): readonly string[] {
  return draw(frameOf(of))
    .lines.slice(of.y, of.y + of.rows)
    .map(lineText)
}

/** Dots from the left and from below. */
function dotsOf(of: CurveSpot): readonly (readonly [x: number, y: number])[] {
  const bits = [
    [0x01, 0x08],
    [0x02, 0x10],
    [0x04, 0x20],
    [0x40, 0x80],
  ]
  return drawnRows(of).flatMap((row, cellY) =>
    [...row].flatMap((cell, cellX) =>
      bits.flatMap((pair, dy) =>
        pair.flatMap((bit, dx) =>
          cell !== ' ' && cell.charCodeAt(0) & bit ? [[2 * cellX + dx, 4 * (of.rows - cellY) - 1 - dy] as const] : [],
        ),
      ),
    ),
  )
}

const heights = (of: CurveSpot) => [...dotsOf(of)].sort((a, b) => a[0] - b[0]).map(([, y]) => y)

describe('the scale', () => {
  test('0 is upon the lowest dots, the top upon the highest', () => {
    expect(new Set(heights(spot({ values: new Array(80).fill(0) })))).toEqual(new Set([0]))
    expect(new Set(heights(spot({ values: new Array(80).fill(10) })))).toEqual(new Set([23]))
  })

  test.each([6, 7, 12])('also of %i rows, and of tops that are no round binary numbers', (rows) => {
    for (const top of [0.1, 0.3, 1.5, 6, 800, 3e6]) {
      expect(new Set(heights(spot({ rows, top, values: new Array(80).fill(top) })))).toEqual(new Set([4 * rows - 1]))
    }
  })

  test('what does not change is flat, one dot high, from edge to edge', () => {
    const dots = dotsOf(spot())
    expect(dots.map(([x]) => x).sort((a, b) => a - b)).toEqual(Array.from({ length: 80 }, (_, x) => x))
    expect(new Set(dots.map(([, y]) => y)).size).toBe(1)
    expect(drawnRows(spot()).filter((row) => row.trim() !== '')).toEqual([expect.stringMatching(/^(.)\1{39}$/)])
  })

  test('what rises ends at the top right', () => {
    const rising = heights(spot({ values: Array.from({ length: 80 }, (_, i) => (i * 10) / 79) }))
    expect(rising).toEqual([...rising].sort((a, b) => a - b))
    expect([rising[0], rising.at(-1)]).toEqual([0, 23])
  })
})

describe('time', () => {
  test('the newest stands at the right edge; fewer points begin later', () => {
    const xs = dotsOf(spot({ values: new Array(11).fill(5), dots: 2 })).map(([x]) => x)
    // 10 steps of two dots, ending in the last cell.
    expect([Math.min(...xs), Math.max(...xs)]).toEqual([58, 78])
  })

  test.each([16, 8, 4, 2, 1])('%i dots a point keep within the spot, in odd widths too', (dots) => {
    for (const columns of [40, 41, 51, 71, 151]) {
      const points = Math.floor((2 * columns) / dots)
      const of = spot({ columns, dots, values: new Array(points).fill(5) })
      const xs = dotsOf(of).map(([x]) => x)
      expect(Math.floor(Math.max(...xs) / 2)).toBe(columns - 1)
      expect(xs).toHaveLength((points - 1) * dots + 1)
      expect(drawnRows(of).map((row) => row.length)).toEqual(new Array(6).fill(columns))
    }
  })

  test('what is not known has no dots', () => {
    const values = Array.from({ length: 80 }, (_, i) => (i >= 30 && i < 50 ? Number.NaN : 5))
    const xs = new Set(dotsOf(spot({ values })).map(([x]) => x))
    expect([...xs].filter((x) => x >= 30 && x < 50)).toEqual([])
    expect([xs.has(29), xs.has(50)]).toEqual([true, true])
  })

  test('nothing known at all is an empty spot', () => {
    expect(dotsOf(spot({ values: new Array(80).fill(Number.NaN) }))).toEqual([])
  })
})

describe('series', () => {
  const two = (a: number, b: number) =>
    spot({
      series: [
        { style: 'series1', values: new Array(80).fill(a) },
        { style: 'series2', values: new Array(80).fill(b) },
      ],
    })
  const styles = (of: CurveSpot): ReadonlySet<Style> =>
    new Set(
      draw(frameOf(of))
        .lines.flatMap(({ spans }) => spans)
        .filter(({ text }) => text.trim() !== '')
        .map(({ style }) => style),
    )

  test('each has its own style', () => expect(styles(two(2, 8))).toEqual(new Set(['series1', 'series2'])))
  test('the first is on top', () => expect(styles(two(5, 5))).toEqual(new Set(['series1'])))
})

describe('the frame', () => {
  test('keeps what stands before a curve, and what is over it', () => {
    const of = spot({ y: 3, shown: 2, values: new Array(80).fill(0) })
    const lines = draw(frameOf(of, { ...of, y: 12, shown: 6 })).lines.map(lineText)
    expect(lines.slice(5, 9)).toEqual(['', '', '', ''])
    expect(lines[17]).toMatch(/^⣀{40}$/)
  })

  test('has no control characters of the canvas in it', () => {
    for (const row of drawnRows(spot({ top: 1e9, values: new Array(80).fill(3e8) }))) expect(row).toMatch(/^[ ⠀-⣿]*$/)
  })

  test('the same values in another frame are not drawn again, others and other sizes are', () => {
    const [first, again, other, wide] = [spot(), spot(), spot({ top: 11 }), spot({ columns: 44 })].map(
      (of) => draw(frameOf(of)).lines[3]?.spans[0],
    )
    expect(again).toBe(first)
    expect(other).not.toBe(first)
    expect(wide?.text).not.toBe(first?.text)
  })

  test('without curves is painted at once; the newest is painted when they have been loaded', async () => {
    const painted: Frame[] = []
    const paint = curved(
      (frame) => painted.push(frame),
      (error) => expect.unreachable(`${error}`),
    )
    const { curves: _, ...bare } = frameOf()
    paint(bare)
    expect(painted).toEqual([bare])
    paint(frameOf(spot()))
    paint({ ...frameOf(spot({ values: new Array(80).fill(0) })), columns: 79 })
    expect(painted).toHaveLength(1)
    await vi.waitFor(() => expect(painted).toHaveLength(2))
    expect(painted[1]?.columns).toBe(79)
    expect(lineText(painted[1]?.lines[5] ?? BLANK)).toMatch(/^⣀+$/)
  })

  test('that is no longer wanted is not painted late', async () => {
    const painted: Frame[] = []
    const paint = curved(
      (frame) => painted.push(frame),
      (error) => expect.unreachable(`${error}`),
    )
    const { curves: _, ...bare } = frameOf()
    paint(frameOf(spot()))
    paint(bare)
    await loadCurves()
    await new Promise(setImmediate)
    expect(painted).toEqual([bare])
  })
})
